// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends UnitedEffectsProfile = UnitedEffectsProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/united-effects"
export type UnitedEffectsProfile = Said<import("latchkey/providers/united-effects").UnitedEffectsProfile, "email">
