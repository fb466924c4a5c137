import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { withTokenType } from "./wire.ts"

/** The answer of `GET /sso/profile`: {@link https://workos.com/docs/reference/sso/profile}. */
export interface WorkOSProfile {
  object: string
  id: string
  organization_id: string | null
  connection_id: string
  connection_type: string
  /** The id at the company's identity provider. */
  idp_id: string
  email: string
  first_name: string | null
  last_name: string | null
  /** What the identity provider said, under its names. */
  raw_attributes?: {
    id?: string
    email?: string
    lastName?: string
    firstName?: string
    picture?: string
    [attribute: string]: unknown
  }
  [member: string]: unknown
}

export interface WorkOSConfig<P extends WorkOSProfile = WorkOSProfile> extends OAuthUserConfig<P> {
  /** The id of the connection that everybody signs in by, e.g. `conn_01E4ZCR3C56J083X43JQXF3JK5`. */
  connection?: string
}

/**
 * WorkOS, a bridge to the identity providers of companies. It has to be told which one: by `connection`, or by one of
 * `connection`, `organization` and `provider` among the parameters of `authorization` or of `signIn`, e.g.
 * `signIn("workos", {}, { organization: "org_…" })`.
 *
 * An address is as true as the company's identity provider: don't link accounts by it unless you trust each.
 *
 * Environment: `AUTH_WORKOS_ID`, `AUTH_WORKOS_SECRET` (the API key), `AUTH_WORKOS_ISSUER` if it isn't
 * `https://api.workos.com/`. Callback URL: `<origin>/api/auth/callback/workos`.
 *
 * @see {@link https://dashboard.workos.com/ Register an app}
 * @see {@link https://workos.com/docs/reference/sso Documentation}
 * @example
 * ```ts
 * import WorkOS from "latchkey/providers/workos"
 *
 * WorkOS({ connection: "conn_01E4ZCR3C56J083X43JQXF3JK5" })
 * ```
 */
export default function WorkOS<P extends WorkOSProfile = WorkOSProfile>(
  config: WorkOSConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "workos",
    name: "WorkOS",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => {
      const api = (issuer || "https://api.workos.com").replace(/\/+$/, "")
      return {
        authorization: {
          url: `${api}/sso/authorize`,
          params: { connection: config.connection || undefined },
        },
        token: { url: `${api}/sso/token`, conform: withTokenType },
        userinfo: `${api}/sso/profile`,
      }
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.id,
      name: personName(profile.first_name, profile.last_name),
      email: profile.email ?? null,
      image: profile.raw_attributes?.picture ?? null,
    }),
    style: { bg: "#6363f1", text: "#ffffff", logo: monogram("W", "#6363f1") },
    console: "https://dashboard.workos.com/",
    options: config,
  }
}
