// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends GoogleProfile = GoogleProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/google"
export type GoogleProfile = Said<import("latchkey/providers/google").GoogleProfile, "azp">
