import type {
  EndSessionRequest,
  IssuerTenancy,
  OIDCConfig,
  OIDCUserConfig,
  ProfileContext,
} from "../contracts/provider.ts"
import { logo } from "./logo.ts"

/** The claims of Entra's ID token: {@link https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference}. */
export interface MicrosoftEntraIDProfile {
  iss: string
  /** Unique per user and app. */
  sub: string
  aud: string
  exp: number
  iat: number
  /** Unique per user within the tenant. */
  oid?: string
  /** The tenant. */
  tid: string
  ver: string
  name?: string
  /** As the tenant's administrator wrote it: no proof that the person owns it. */
  email?: string
  preferred_username?: string
  nonce?: string
  [claim: string]: unknown
}

/** Sizes that Microsoft Graph has, in pixels. */
export type ProfilePhotoSize = 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648

export interface MicrosoftEntraIDConfig<
  P extends MicrosoftEntraIDProfile = MicrosoftEntraIDProfile,
> extends OIDCUserConfig<P> {
  /**
   * Fetches the picture of this size as a data URL. It makes the session cookie as large as the picture, and
   * costs a request per sign-in, so it is off unless given.
   */
  profilePhotoSize?: ProfilePhotoSize
  /** Tenant ids that are let in. Default: every tenant behind `issuer`. */
  tenants?: readonly string[]
}

const PERSONAL_OR_WORK = "https://login.microsoftonline.com/common/v2.0/"

/**
 * Microsoft Entra ID (Azure AD). The default issuer lets in any work, school or personal account; name your
 * tenant in `issuer`, or several in `tenants`, to let in your own people only.
 *
 * Environment: `AUTH_MICROSOFT_ENTRA_ID_ID`, `AUTH_MICROSOFT_ENTRA_ID_SECRET`, `AUTH_MICROSOFT_ENTRA_ID_ISSUER`
 * (`https://login.microsoftonline.com/<tenant>/v2.0`). Callback URL: `<origin>/api/auth/callback/microsoft-entra-id`.
 *
 * @see {@link https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade Register an app}
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc Documentation}
 * @example
 * ```ts
 * import MicrosoftEntraID from "latchkey/providers/microsoft-entra-id"
 *
 * MicrosoftEntraID({ issuer: "https://login.microsoftonline.com/<tenant>/v2.0" })
 * ```
 */
export default function MicrosoftEntraID<
  P extends MicrosoftEntraIDProfile = MicrosoftEntraIDProfile,
>(config: MicrosoftEntraIDConfig<P> = {}): OIDCConfig<P> {
  const { profilePhotoSize, tenants } = config
  return {
    id: "microsoft-entra-id",
    name: "Microsoft Entra ID",
    type: "oidc",
    issuer: PERSONAL_OR_WORK,
    authorization: { params: { scope: "openid profile email User.Read" } },
    tenancy: entraTenancy(tenants),
    endSession: { prepare: hintOfLogin },
    profile: async (profile, _tokens, context) => ({
      id: profile.sub,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: profilePhotoSize ? await photo(profilePhotoSize, context) : null,
    }),
    style: {
      brandColor: "#0072c6",
      bg: "#0072c6",
      text: "#ffffff",
      logo: logo(
        '<path fill="#f25022" d="M2 2h9v9H2z"/><path fill="#7fba00" d="M13 2h9v9h-9z"/><path fill="#00a4ef" d="M2 13h9v9H2z"/><path fill="#ffb900" d="M13 13h9v9h-9z"/>',
      ),
    },
    console: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
    options: config,
  }
}

const tenantId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * `/common` and `/organizations` name their issuer `https://host/{tenantid}/v2.0`; a tenant, also by its domain
 * name, names `https://host/<its id>/v2.0`. The token's issuer is the one of its `tid`.
 */
function entraTenancy(tenants: readonly string[] | undefined): IssuerTenancy {
  return {
    accepts: (named, configured) => {
      const url = new URL(configured)
      const wanted = url.pathname.split("/")[1] ?? ""
      const tenant = /^\/([^/]+)\/v2\.0$/.exec(decodeURI(new URL(named).pathname))?.[1]
      if (tenant === undefined || new URL(named).origin !== url.origin) return false
      if (tenantId.test(wanted)) return tenant.toLowerCase() === wanted.toLowerCase()
      if (wanted === "common" || wanted === "organizations") return tenant === "{tenantid}"
      return tenantId.test(tenant)
    },
    issuerOf: (named, { tid }) => {
      if (typeof tid !== "string" || !tenantId.test(tid)) return undefined
      if (tenants && !tenants.includes(tid)) return undefined
      return named.replace("{tenantid}", tid)
    },
  }
}

/** The person's picture as a data URL, or null: many have none, and a sign-in doesn't fail for a picture. */
async function photo(size: ProfilePhotoSize, context: ProfileContext): Promise<string | null> {
  try {
    const url = `https://graph.microsoft.com/v1.0/me/photos/${size}x${size}/$value`
    const headers = { authorization: `Bearer ${context.tokens.access_token}` }
    const response = await context.fetch(url, { headers })
    const type = response.headers.get("content-type") ?? ""
    if (!response.ok || !/^image\/(jpeg|png|gif|webp)$/.test(type)) return null
    const bytes = new Uint8Array(await response.arrayBuffer())
    let text = ""
    for (const byte of bytes) text += String.fromCharCode(byte)
    return `data:${type};base64,${btoa(text)}`
  } catch {
    return null
  }
}

/** Without it people are asked which of their accounts to sign out of; the claim is optional, and set at the app. */
function hintOfLogin({ params, claims }: EndSessionRequest): void {
  const hint = claims?.["login_hint"]
  if (typeof hint === "string") params.set("logout_hint", hint)
}
