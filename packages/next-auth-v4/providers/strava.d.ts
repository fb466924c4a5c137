// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends StravaProfile = StravaProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/strava"
export type StravaProfile = Said<import("latchkey/providers/strava").StravaProfile, "firstname" | "lastname" | "profile", "id">
