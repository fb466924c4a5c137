// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends GoogleProfile = GoogleProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/google"
export type GoogleProfile = Said<import("latchkey/providers/google").GoogleProfile, "azp" | "family_name" | "hd", "jti" | "nbf">
