// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends OsuProfile = OsuProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/osu"
export type OsuUserCompact = Said<import("latchkey/providers/osu").OsuUserCompact, never, "last_visit">
export type OsuProfile = Said<import("latchkey/providers/osu").OsuProfile, "playstyle", "join_date" | "last_visit">
