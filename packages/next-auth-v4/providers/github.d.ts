// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends GithubProfile = GithubProfile>(config?: import("latchkey/providers/github").GitHubConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/github"
export type GithubProfile = Said<import("latchkey/providers/github").GitHubProfile, "two_factor_authentication", "events_url" | "followers" | "followers_url" | "following" | "following_url" | "gists_url" | "gravatar_id" | "hireable" | "organizations_url" | "public_gists" | "public_repos" | "received_events_url" | "repos_url" | "starred_url" | "subscriptions_url" | "url">
export type GithubEmail = Said<import("latchkey/providers/github").GitHubEmail, "visibility">
