// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/github"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<typeof factory>
export default provider
export * from "latchkey/providers/github"
export type {
  GitHubProfile as GithubProfile,
  GitHubEmail as GithubEmail,
} from "latchkey/providers/github"
