// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends TwitterProfile = TwitterProfile>(config?: import("latchkey/providers/twitter").TwitterConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/twitter"
export type TwitterProfile = Said<import("latchkey/providers/twitter").TwitterProfile, never, "data">
