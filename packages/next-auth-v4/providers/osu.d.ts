// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends OsuProfile = OsuProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/osu"
export type OsuUserCompact = Said<import("latchkey/providers/osu").OsuUserCompact, never, "id" | "last_visit">
export type OsuProfile = Said<import("latchkey/providers/osu").OsuProfile, "playstyle", "id" | "join_date" | "last_visit">
