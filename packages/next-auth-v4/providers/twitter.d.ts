// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<(config?: import("latchkey/providers/twitter").TwitterConfig<any>) => import("latchkey/providers").OAuth2Config<any>>
export default provider
export * from "latchkey/providers/twitter"
export type TwitterProfile = Said<import("latchkey/providers/twitter").TwitterProfile, never, "data">
