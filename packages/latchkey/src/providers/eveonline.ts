import type {
  OAuth2Config,
  OAuthUserConfig,
  UserinfoRequestContext,
} from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** What the access token says, by the names of the former `/oauth/verify`. */
export interface EVEOnlineProfile {
  CharacterID: number
  CharacterName: string
  /** ISO 8601. */
  ExpiresOn: string
  /** Separated by spaces. */
  Scopes: string
  TokenType: string
  /** Changes when the character goes to another account. */
  CharacterOwnerHash: string
  IntellectualProperty: string
  [member: string]: unknown
}

/**
 * EVE Online. People sign in as one of their characters; a character can be sold, and `CharacterOwnerHash` tells. There
 * is no e-mail address.
 *
 * Environment: `AUTH_EVEONLINE_ID`, `AUTH_EVEONLINE_SECRET`. Callback URL: `<origin>/api/auth/callback/eveonline`.
 *
 * @see {@link https://developers.eveonline.com/applications Register an app}
 * @see {@link https://developers.eveonline.com/docs/services/sso/ Documentation}
 * @example
 * ```ts
 * import EVEOnline from "latchkey/providers/eveonline"
 *
 * export const { handlers, auth } = NextAuth({ providers: [EVEOnline] })
 * ```
 */
export default function EVEOnline<P extends EVEOnlineProfile = EVEOnlineProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "eveonline",
    name: "EVE Online",
    type: "oauth",
    authorization: {
      url: "https://login.eveonline.com/v2/oauth/authorize",
      params: { scope: "publicData" },
    },
    token: "https://login.eveonline.com/v2/oauth/token",
    userinfo: { request: characterOf },
    // PKCE is for its public clients only.
    checks: ["state"],
    profile: (profile) => ({
      id: accountId(profile.CharacterID),
      name: profile.CharacterName ?? null,
      email: null,
      image: `https://images.evetech.net/characters/${profile.CharacterID}/portrait?size=128`,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("EVE", "#1c1c1c") },
    console: "https://developers.eveonline.com/applications",
    options: config,
  }
}

interface Claims {
  sub?: unknown
  name?: unknown
  owner?: unknown
  scp?: unknown
  exp?: unknown
  iss?: unknown
  aud?: unknown
}

/**
 * The access token is a JWT that came straight from the token endpoint over TLS, so that no signature has to vouch for
 * it (as OpenID Connect Core §3.1.3.7 has it for ID tokens).
 *
 * @throws {Error} It is not of EVE's, not for this client, or names no character.
 */
function characterOf<P>({ tokens, provider }: UserinfoRequestContext<P>): Profile {
  const claims = claimsOf(String(tokens.access_token))
  const issuers = ["login.eveonline.com", "https://login.eveonline.com", provider.issuer]
  const audience = [claims.aud].flat()
  const id = /^CHARACTER:EVE:(\d{1,15})$/.exec(String(claims.sub))?.[1]
  if (!id || !issuers.includes(String(claims.iss)) || !audience.includes(provider.clientId)) {
    throw new Error("the access token is not one of EVE Online's for this client")
  }
  return {
    CharacterID: Number(id),
    CharacterName: claims.name,
    ExpiresOn: new Date(Number(claims.exp) * 1000).toISOString(),
    Scopes: [claims.scp ?? []].flat().join(" "),
    TokenType: "Character",
    CharacterOwnerHash: claims.owner,
    IntellectualProperty: "EVE",
  }
}

function claimsOf(jwt: string): Claims {
  const payload = jwt.split(".")[1] ?? ""
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (each) =>
    each.charCodeAt(0),
  )
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims
}
