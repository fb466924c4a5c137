// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends AzureADProfile = AzureADProfile>(config?: import("latchkey/providers/azure-ad").AzureADConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/azure-ad"
export type AzureADProfile = Said<import("latchkey/providers/azure-ad").MicrosoftEntraIDProfile, "email", "nickname" | "picture">
