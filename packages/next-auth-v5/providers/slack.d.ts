// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends SlackProfile = SlackProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/slack"
export type SlackProfile = Said<import("latchkey/providers/slack").SlackProfile, "date_email_verified" | "email" | "email_verified" | "family_name" | "given_name" | "https://slack.com/team_domain" | "https://slack.com/team_image_102" | "https://slack.com/team_image_132" | "https://slack.com/team_image_230" | "https://slack.com/team_image_34" | "https://slack.com/team_image_44" | "https://slack.com/team_image_68" | "https://slack.com/team_image_88" | "https://slack.com/team_image_default" | "https://slack.com/team_name" | "https://slack.com/user_image_1024" | "https://slack.com/user_image_192" | "https://slack.com/user_image_24" | "https://slack.com/user_image_32" | "https://slack.com/user_image_48" | "https://slack.com/user_image_512" | "https://slack.com/user_image_72" | "locale" | "name" | "ok" | "picture">
