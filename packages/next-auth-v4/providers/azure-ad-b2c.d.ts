// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends AzureB2CProfile = AzureB2CProfile>(config?: import("latchkey/providers/azure-ad-b2c").AzureADB2CConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/azure-ad-b2c"
export type AzureB2CProfile = Said<import("latchkey/providers/azure-ad-b2c").AzureADB2CProfile, "auth_time" | "country" | "emails" | "name" | "oid" | "postalCode" | "tfp" | "ver">
