// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AzureADB2CProfile = AzureADB2CProfile>(config?: import("latchkey/providers/azure-ad-b2c").AzureADB2CConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/azure-ad-b2c"
export type AzureADB2CProfile = Said<import("latchkey/providers/azure-ad-b2c").AzureADB2CProfile, "auth_time" | "country" | "emails" | "name" | "oid" | "postalCode" | "preferred_username" | "tfp" | "ver">
