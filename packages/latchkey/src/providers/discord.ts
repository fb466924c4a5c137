import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /users/@me`: {@link https://discord.com/developers/docs/resources/user#user-object}. */
export interface DiscordProfile {
  id: string
  username: string
  /** `"0"` for whoever has a name without a number. */
  discriminator: string
  global_name: string | null
  /** The hash of the picture; animated ones begin with `a_`. */
  avatar: string | null
  email?: string | null
  verified?: boolean
  locale?: string
  [member: string]: unknown
}

/**
 * Discord.
 *
 * Environment: `AUTH_DISCORD_ID`, `AUTH_DISCORD_SECRET`. Callback URL: `<origin>/api/auth/callback/discord`.
 *
 * @see {@link https://discord.com/developers/applications Register an app}
 * @see {@link https://discord.com/developers/docs/topics/oauth2 Documentation}
 * @example
 * ```ts
 * import Discord from "latchkey/providers/discord"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Discord] })
 * ```
 */
export default function Discord<P extends DiscordProfile = DiscordProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "discord",
    name: "Discord",
    type: "oauth",
    authorization: {
      url: "https://discord.com/api/oauth2/authorize",
      params: { scope: "identify email" },
    },
    token: "https://discord.com/api/oauth2/token",
    userinfo: "https://discord.com/api/users/@me",
    profile: (profile) => ({
      id: profile.id,
      name: profile.global_name ?? profile.username,
      email: profile.email ?? null,
      image: pictureOf(profile),
    }),
    style: { bg: "#5865f2", text: "#ffffff", logo: monogram("D", "#5865f2") },
    console: "https://discord.com/developers/applications",
    options: config,
  }
}

/** {@link https://discord.com/developers/docs/reference#image-formatting} */
function pictureOf({ id, avatar, discriminator }: DiscordProfile): string {
  const cdn = "https://cdn.discordapp.com"
  if (avatar !== null) {
    return `${cdn}/avatars/${id}/${avatar}.${avatar.startsWith("a_") ? "gif" : "png"}`
  }
  const number =
    discriminator === "0" ? Number(BigInt(id) >> 22n) % 6 : Number.parseInt(discriminator) % 5
  return `${cdn}/embed/avatars/${number}.png`
}
