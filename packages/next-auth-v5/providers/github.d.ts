// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends GitHubProfile = GitHubProfile>(config?: import("latchkey/providers/github").GitHubConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/github"
export type GitHubEmail = Said<import("latchkey/providers/github").GitHubEmail, "visibility">
export type GitHubProfile = Said<import("latchkey/providers/github").GitHubProfile, "two_factor_authentication", "events_url" | "followers" | "followers_url" | "following" | "following_url" | "gists_url" | "gravatar_id" | "hireable" | "organizations_url" | "public_gists" | "public_repos" | "received_events_url" | "repos_url" | "starred_url" | "subscriptions_url" | "url">
