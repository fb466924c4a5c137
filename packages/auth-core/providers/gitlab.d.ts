// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends GitLabProfile = GitLabProfile>(config?: import("latchkey/providers/gitlab").GitLabConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/gitlab"
export type GitLabProfile = Said<import("latchkey/providers/gitlab").GitLabProfile, "avatar_url" | "bio" | "confirmed_at" | "current_sign_in_at" | "extra_shared_runners_minutes_limit" | "last_activity_on" | "last_sign_in_at" | "local_time" | "location" | "organization" | "pronouns" | "public_email" | "shared_runners_minutes_limit" | "skype" | "theme_id" | "work_information">
