import type { OAuth2Config, OAuthUserConfig, TokenRequest } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { conformTokens } from "./wire.ts"

/** The answer of `GET /_apis/profile/profiles/me`: {@link https://learn.microsoft.com/rest/api/azure/devops/profile/profiles/get}. */
export interface AzureDevOpsProfile {
  id: string
  displayName: string
  emailAddress: string
  publicAlias?: string
  coreAttributes?: {
    /** A JPEG in base64. */
    Avatar?: { value?: { value?: string | null } | null } | null
  } | null
  [member: string]: unknown
}

export interface AzureDevOpsConfig<
  P extends AzureDevOpsProfile = AzureDevOpsProfile,
> extends OAuthUserConfig<P> {
  /** Those of the app, all of them, separated by spaces. Default: `vso.profile`. */
  scope?: string
}

/**
 * Azure DevOps Services, by its own OAuth. The client secret is the app's "client secret" there, not its "app secret".
 * The picture is a data URL, which makes the session cookie larger.
 *
 * Environment: `AUTH_AZURE_DEVOPS_ID`, `AUTH_AZURE_DEVOPS_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/azure-devops`.
 *
 * @deprecated Azure DevOps OAuth takes no new apps since April 2025, and ends in 2026. Use
 * `latchkey/providers/microsoft-entra-id`.
 * @see {@link https://app.vsaex.visualstudio.com/ Registered apps}
 * @see {@link https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/oauth Documentation}
 * @example
 * ```ts
 * import AzureDevOps from "latchkey/providers/azure-devops"
 *
 * AzureDevOps({ scope: "vso.profile vso.work" })
 * ```
 */
export default function AzureDevOps<P extends AzureDevOpsProfile = AzureDevOpsProfile>(
  config: AzureDevOpsConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "azure-devops",
    name: "Azure DevOps",
    type: "oauth",
    authorization: {
      url: "https://app.vssps.visualstudio.com/oauth2/authorize",
      params: { response_type: "Assertion", scope: config.scope ?? "vso.profile" },
    },
    token: {
      url: "https://app.vssps.visualstudio.com/oauth2/token",
      prepare: asAssertions,
      // It calls a bearer token `jwt-bearer`.
      conform: conformTokens((answer) => ({ ...answer, token_type: "bearer" })),
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: {
      url: "https://app.vssps.visualstudio.com/_apis/profile/profiles/me",
      params: { details: "true", coreAttributes: "Avatar", "api-version": "6.0" },
    },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.displayName ?? null,
      email: profile.emailAddress ?? null,
      image: pictureOf(profile),
    }),
    style: { bg: "#0078d4", text: "#ffffff", logo: monogram("AD", "#0078d4") },
    console: "https://app.vsaex.visualstudio.com/",
    options: config,
  }
}

/** Code (or refresh token) and secret are sent as two assertions in the manner of RFC 7523, though neither is one. */
function asAssertions({ body }: TokenRequest): void {
  const urn = "urn:ietf:params:oauth"
  body.set("client_assertion_type", `${urn}:client-assertion-type:jwt-bearer`)
  body.set("client_assertion", body.get("client_secret") ?? "")
  const refreshToken = body.get("refresh_token")
  if (refreshToken === null) body.set("grant_type", `${urn}:grant-type:jwt-bearer`)
  body.set("assertion", refreshToken ?? body.get("code") ?? "")
  for (const name of ["client_id", "client_secret", "code", "refresh_token"]) body.delete(name)
}

function pictureOf({ coreAttributes }: AzureDevOpsProfile): string | null {
  const jpeg = coreAttributes?.Avatar?.value?.value
  return jpeg ? `data:image/jpeg;base64,${jpeg}` : null
}
