import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of BankID's userinfo and ID token. */
export interface BankIDNorwayProfile {
  iss: string
  sub: string
  aud: string
  exp: number
  iat: number
  auth_time?: number
  jti?: string
  typ?: "ID"
  azp?: string
  session_state?: string
  at_hash?: string
  sid?: string
  acr?: string
  /** How the person signed in: by app (`BIS`), with a one-time code (`BID`), or with a SIM card (`BIM`, ended). */
  amr?: "BID" | "BIM" | "BIS"
  name: string
  given_name?: string
  family_name?: string
  /** `YYYY-MM-DD` */
  birthdate?: string
  updated_at?: number
  /** The person's id in BankID. */
  bankid_altsub?: string
  /** The issuer of the person's certificate. */
  originator?: string
  additionalCertInfo?: {
    certValidFrom: number
    serialNumber: string
    keyAlgorithm: string
    keySize: string
    policyOid: string
    certQualified: boolean
    certValidTo: number
    versionNumber: string
    subjectName: string
  }
  tid?: string
  /** With the scope `email`, which has to be agreed on. */
  email?: string
  /** The national identity number, with the scope `nnin_altsub`, which has to be agreed on. */
  nnin_altsub?: string
  [claim: string]: unknown
}

/**
 * BankID Norway. For its test environment set `issuer` to `https://auth.current.bankid.no/auth/realms/current`.
 *
 * Environment: `AUTH_BANKID_NO_ID`, `AUTH_BANKID_NO_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/bankid-no`.
 *
 * @see {@link https://developer.bankid.no Register an app}
 * @see {@link https://developer.bankid.no/bankid-with-biometrics/ Documentation}
 * @example
 * ```ts
 * import BankIDNorway from "latchkey/providers/bankid-no"
 *
 * export const { handlers, auth } = NextAuth({ providers: [BankIDNorway] })
 * ```
 */
export default function BankIDNorway<P extends BankIDNorwayProfile = BankIDNorwayProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "bankid-no",
    name: "BankID Norge",
    type: "oidc",
    issuer: "https://auth.bankid.no/auth/realms/prod",
    client: {
      token_endpoint_auth_method: "client_secret_post",
      userinfo_signed_response_alg: "RS256",
    },
    idToken: false,
    authorization: { params: { ui_locales: "no", login_hint: "BIS" } },
    checks: ["pkce", "state", "nonce"],
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: null,
    }),
    style: { bg: "#39134c", text: "#ffffff", logo: monogram("B", "#39134c") },
    console: "https://developer.bankid.no",
    options: config,
  }
}
