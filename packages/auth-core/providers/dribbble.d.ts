// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends DribbbleProfile = DribbbleProfile>(config?: import("latchkey/providers/dribbble").DribbbleConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/dribbble"
export type DribbbleProfile = Said<import("latchkey/providers/dribbble").DribbbleProfile, "email">
