// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends PatreonProfile = PatreonProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/patreon"
export type PatreonProfile = Said<import("latchkey/providers/patreon").PatreonProfile, never, "email" | "nickname" | "picture" | "sub">
