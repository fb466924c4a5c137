import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

export interface VippsAddress {
  address_type: string
  country: string
  formatted: string
  postal_code: string
  region: string
  street_address: string
}

/** The answer of Vipps' userinfo endpoint: {@link https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/}. */
export interface VippsProfile {
  sub: string
  sid?: string
  name?: string
  given_name?: string
  family_name?: string
  email?: string
  email_verified?: boolean
  /** `YYYY-MM-DD` */
  birthdate?: string
  /** With country code, without `+`. */
  phone_number?: string
  /** The national identity number; only for those who may ask for it. */
  nin?: string
  address?: VippsAddress
  other_addresses?: VippsAddress[]
  accounts?: { account_name: string; account_number: number; bank_name: string }[]
  delegatedConsents?: {
    language: string
    heading: string
    termsDescription: string
    confirmConsentButtonText: string
    links: {
      termsLinkText: string
      termsLinkUrl: string
      privacyStatementLinkText: string
      privacyStatementLinkUrl: string
    }
    timeOfConsent: string
    consents: { id: string; accepted: boolean; required: boolean; textDisplayedToUser: string }[]
  }
  [claim: string]: unknown
}

/**
 * Vipps MobilePay. For its test environment set `issuer` to
 * `https://apitest.vipps.no/access-management-1.0/access/`.
 *
 * Environment: `AUTH_VIPPS_ID`, `AUTH_VIPPS_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/vipps`.
 *
 * @see {@link https://portal.vippsmobilepay.com Register an app}
 * @see {@link https://developer.vippsmobilepay.com/docs/APIs/login-api/ Documentation}
 * @example
 * ```ts
 * import Vipps from "latchkey/providers/vipps"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Vipps] })
 * ```
 */
export default function Vipps<P extends VippsProfile = VippsProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "vipps",
    name: "Vipps",
    type: "oidc",
    issuer: "https://api.vipps.no/access-management-1.0/access/",
    authorization: { params: { scope: "openid name email" } },
    idToken: false,
    checks: ["pkce", "state", "nonce"],
    style: {
      brandColor: "#f05c18",
      bg: "#ff5b24",
      text: "#ffffff",
      logo: monogram("V", "#f05c18"),
    },
    console: "https://portal.vippsmobilepay.com",
    options: config,
  }
}
