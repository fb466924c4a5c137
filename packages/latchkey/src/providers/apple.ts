import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { logo } from "./logo.ts"

/** The claims of Apple's ID token, and `user`, which Apple sends once: when someone first consents. */
export interface AppleProfile {
  iss: string
  sub: string
  aud: string
  exp: number
  iat: number
  nonce?: string
  nonce_supported?: boolean
  email?: string
  /** Apple sends `"true"` or `true`; here it is a boolean. */
  email_verified?: boolean
  is_private_email?: boolean
  /** 0 unsupported, 1 unknown, 2 likely real. */
  real_user_status?: number
  transfer_sub?: string
  at_hash?: string
  auth_time?: number
  /** From the form, not signed: a name to greet with, nothing to decide by. */
  user?: AppleUser
  [claim: string]: unknown
}

export interface AppleUser {
  name?: { firstName?: string; lastName?: string }
  email?: string
}

/**
 * Apple. The client secret is a JWT that lives for six months at most; `appleClientSecret` makes one when it
 * is needed. Answers come by a cross-site POST, so the callback URL must be https.
 *
 * Environment: `AUTH_APPLE_ID` (the Services ID), `AUTH_APPLE_SECRET` (the JWT).
 * Callback URL: `<origin>/api/auth/callback/apple`.
 *
 * @see {@link https://developer.apple.com/account/resources/identifiers/list/serviceId Register a Services ID}
 * @see {@link https://developer.apple.com/documentation/signinwithapplerestapi Documentation}
 * @example
 * ```ts
 * import Apple from "latchkey/providers/apple"
 * import { appleClientSecret } from "latchkey/providers/apple-secret"
 *
 * Apple({ clientId, clientSecret: appleClientSecret({ clientId, teamId, keyId, privateKey }) })
 * ```
 */
export default function Apple<P extends AppleProfile = AppleProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "apple",
    name: "Apple",
    type: "oidc",
    issuer: "https://appleid.apple.com",
    authorization: { params: { scope: "name email", response_mode: "form_post" } },
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["nonce", "state"],
    profile: (profile) => ({
      id: profile.sub,
      name: fullName(profile.user) ?? (typeof profile.name === "string" ? profile.name : null),
      email: profile.email ?? null,
      image: null,
    }),
    [conformInternal]: (profile, { params }) => {
      const user = parseUser(params["user"])
      return {
        ...profile,
        ...booleanClaim(profile, "email_verified"),
        ...booleanClaim(profile, "is_private_email"),
        ...(user && { user }),
      }
    },
    style: {
      brandColor: "#000000",
      bg: "#000000",
      text: "#ffffff",
      logo: logo(
        '<path fill="#888" d="M12 8c2-2 6-1 7 1-3 2-3 6 1 7-1 3-3 6-5 6-1 0-2-1-3-1s-2 1-3 1c-3 0-6-6-6-9 0-5 5-8 9-5zM12 6c0-2 2-4 4-4 0 2-2 4-4 4z"/>',
      ),
    },
    console: "https://developer.apple.com/account/resources/identifiers/list/serviceId",
    options: config,
  }
}

/** The form's `user`, kept to what it should be; undefined where it is anything else. */
function parseUser(text: string | undefined): AppleUser | undefined {
  if (!text || text.length > 2_000) return undefined
  let value: { name?: { firstName?: unknown; lastName?: unknown }; email?: unknown } | null
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== "object" || value === null) return undefined
  const firstName = short(value.name?.firstName)
  const lastName = short(value.name?.lastName)
  const email = short(value.email)
  return {
    ...((firstName ?? lastName) !== undefined && {
      name: { ...(firstName && { firstName }), ...(lastName && { lastName }) },
    }),
    ...(email && { email }),
  }
}

function short(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 256) : undefined
}

function fullName(user: AppleUser | undefined): string | null {
  return [user?.name?.firstName, user?.name?.lastName].filter(Boolean).join(" ") || null
}

function booleanClaim(claims: Record<string, unknown>, name: string): Record<string, boolean> {
  return name in claims ? { [name]: claims[name] === true || claims[name] === "true" } : {}
}
