import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Slack's ID token: {@link https://docs.slack.dev/authentication/sign-in-with-slack}. */
export interface SlackProfile {
  ok?: boolean
  sub: string
  "https://slack.com/user_id": string
  "https://slack.com/team_id": string
  email?: string
  email_verified?: boolean
  date_email_verified?: number
  name?: string
  picture?: string
  given_name?: string
  family_name?: string
  locale?: string
  "https://slack.com/team_name"?: string
  "https://slack.com/team_domain"?: string
  "https://slack.com/user_image_24"?: string
  "https://slack.com/user_image_32"?: string
  "https://slack.com/user_image_48"?: string
  "https://slack.com/user_image_72"?: string
  "https://slack.com/user_image_192"?: string
  "https://slack.com/user_image_512"?: string
  "https://slack.com/user_image_1024"?: string
  "https://slack.com/team_image_34"?: string
  "https://slack.com/team_image_44"?: string
  "https://slack.com/team_image_68"?: string
  "https://slack.com/team_image_88"?: string
  "https://slack.com/team_image_102"?: string
  "https://slack.com/team_image_132"?: string
  "https://slack.com/team_image_230"?: string
  "https://slack.com/team_image_default"?: boolean
  [claim: string]: unknown
}

/**
 * Slack. To let in one workspace only, add its id as `team` to `authorization.params`, and compare
 * `https://slack.com/team_id` in your `signIn` callback.
 *
 * Environment: `AUTH_SLACK_ID`, `AUTH_SLACK_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/slack`.
 *
 * @see {@link https://api.slack.com/apps Register an app}
 * @see {@link https://docs.slack.dev/authentication/sign-in-with-slack Documentation}
 * @example
 * ```ts
 * import Slack from "latchkey/providers/slack"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Slack] })
 * ```
 */
export default function Slack<P extends SlackProfile = SlackProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "slack",
    name: "Slack",
    type: "oidc",
    issuer: "https://slack.com",
    // It takes no notice of PKCE.
    checks: ["state", "nonce"],
    style: {
      brandColor: "#611f69",
      bg: "#ffffff",
      text: "#611f69",
      logo: monogram("S", "#611f69"),
    },
    console: "https://api.slack.com/apps",
    options: config,
  }
}
