// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends FusionAuthProfile = FusionAuthProfile>(config?: import("latchkey/providers/fusionauth").FusionAuthConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/fusionauth"
export type FusionAuthProfile = Said<import("latchkey/providers/fusionauth").FusionAuthProfile, "at_hash" | "authenticationType" | "c_hash" | "email" | "email_verified" | "jti" | "preferred_username" | "scope" | "sid">
