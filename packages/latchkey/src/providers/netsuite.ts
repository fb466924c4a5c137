import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** What the provider needs beside the client. */
export interface OAuthNetSuiteOptions {
  /** The account's id, e.g. `1234567`, or `1234567_SB1` for a sandbox. */
  accountID: string
  /** URL of the RESTlet that answers with the person. It has to return `runtime.getCurrentUser()`. */
  userinfo: string
  /**
   * Whether NetSuite asks people to sign in, or to agree, again.
   *
   * @default NetSuite's own, `none`
   */
  prompt?: "none" | "login" | "consent" | (string & {})
  /** @default "restlets rest_webservices" */
  scope?: string
}

/** What `runtime.getCurrentUser()` of a RESTlet returns. */
export interface NetSuiteProfile {
  /** The internal id of the employee. */
  id: number
  name: string
  email: string
  location?: number
  role?: number
  roleId?: string
  roleCenter?: string
  contact?: number
  subsidiary?: number
  department?: number
  [member: string]: unknown
}

/**
 * Oracle NetSuite. It has no endpoint that says who signed in, so a RESTlet of the account does: see
 * {@link OAuthNetSuiteOptions}. `accountID` has to be given; without it there is no endpoint.
 *
 * Environment: `AUTH_NETSUITE_ID`, `AUTH_NETSUITE_SECRET`. Callback URL: `<origin>/api/auth/callback/netsuite`.
 * An app is an integration record of the account (Setup, Integration, Manage Integrations), with the authorization code
 * grant.
 *
 * @see {@link https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157771733782.html Documentation}
 * @example
 * ```ts
 * import NetSuite from "latchkey/providers/netsuite"
 *
 * NetSuite({
 *   accountID: "1234567_SB1",
 *   userinfo:
 *     "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=22&deploy=1",
 * })
 * ```
 */
export default function NetSuite<P extends NetSuiteProfile = NetSuiteProfile>(
  config: OAuthUserConfig<P> & Partial<OAuthNetSuiteOptions> = {},
): OAuth2Config<P> {
  const { accountID, prompt, scope = "restlets rest_webservices" } = config
  // Account ids are written 1234567_SB1, their hosts 1234567-sb1.
  const account = accountID?.toLowerCase().replaceAll("_", "-")
  return {
    id: "netsuite",
    name: "NetSuite",
    type: "oauth",
    checks: ["state"],
    ...(account && {
      authorization: {
        url: `https://${account}.app.netsuite.com/app/login/oauth2/authorize.nl`,
        params: { scope, prompt },
      },
      token: `https://${account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token`,
    }),
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: null,
    }),
    style: { bg: "#181a1b", text: "#fbfbfb", logo: monogram("NS", "#181a1b") },
    options: config,
  }
}
