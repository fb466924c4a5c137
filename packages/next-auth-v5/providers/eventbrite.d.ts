// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends EventbriteProfile = EventbriteProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/eventbrite"
export type EventbriteProfile = Said<import("latchkey/providers/eventbrite").EventbriteProfile, "image_id">
