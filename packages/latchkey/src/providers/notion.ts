import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { askUserinfo } from "./wire.ts"

/** {@link https://developers.notion.com/reference/user} */
export interface Person {
  /** Only where the integration may read addresses. */
  email?: string
  [member: string]: unknown
}

/** A person, or an integration, of a workspace. */
export interface User {
  object: "user" | "bot"
  id: string
  type?: string
  name?: string | null
  avatar_url?: string | null
  person?: Person
  owner?: { type: "workspace" | "user"; workspace: string }
  workspace_name?: string | null
  [member: string]: unknown
}

/** Who installed an integration. */
export interface Owner {
  type: string
  user: User
}

/** The person who installed the integration: the owner of the bot that `GET /v1/users/me` answers with. */
export interface NotionProfile extends User {}

/** The configuration of {@link Notion}. */
export interface NotionConfig<P extends NotionProfile = NotionProfile> extends OAuthUserConfig<P> {
  /** @deprecated Not needed: the callback URL is sent anyway. */
  redirectUri?: string
}

/**
 * Notion, by a public integration. An internal one belongs to a workspace and not to a person: nobody can sign in with
 * it. The address is there if the integration's capabilities include it.
 *
 * Environment: `AUTH_NOTION_ID`, `AUTH_NOTION_SECRET`. Callback URL: `<origin>/api/auth/callback/notion`.
 *
 * @see {@link https://www.notion.so/profile/integrations Register an app}
 * @see {@link https://developers.notion.com/docs/authorization Documentation}
 * @example
 * ```ts
 * import Notion from "latchkey/providers/notion"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Notion] })
 * ```
 */
export default function Notion<P extends NotionProfile = NotionProfile>(
  config: NotionConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "notion",
    name: "Notion",
    type: "oauth",
    authorization: {
      url: "https://api.notion.com/v1/oauth/authorize",
      params: { owner: "user" },
    },
    token: "https://api.notion.com/v1/oauth/token",
    userinfo: {
      url: "https://api.notion.com/v1/users/me",
      request: async (context) => {
        const answer = (await askUserinfo(context, {
          headers: {
            authorization: `Bearer ${context.tokens.access_token}`,
            "notion-version": "2022-06-28",
          },
        })) as { bot?: { owner?: { user?: Partial<NotionProfile> } } }
        const person = answer.bot?.owner?.user
        if (!person) throw new Error("the integration belongs to a workspace, not to a person")
        return person
      },
    },
    profile: (profile) => ({
      id: profile.id,
      name: profile.name ?? null,
      email: profile.person?.email ?? null,
      image: profile.avatar_url ?? null,
    }),
    style: { bg: "#ffffff", text: "#000000", logo: monogram("N", "#000000") },
    console: "https://www.notion.so/profile/integrations",
    options: config,
  }
}
