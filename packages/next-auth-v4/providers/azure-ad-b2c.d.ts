// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/azure-ad-b2c"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<typeof factory>
export default provider
export * from "latchkey/providers/azure-ad-b2c"
export type { AzureADB2CProfile as AzureB2CProfile } from "latchkey/providers/azure-ad-b2c"
