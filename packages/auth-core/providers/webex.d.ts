// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends WebexProfile = WebexProfile>(config?: import("latchkey/providers/webex").WebexConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/webex"
export type WebexProfile = Said<import("latchkey/providers/webex").WebexProfile, "emails">
