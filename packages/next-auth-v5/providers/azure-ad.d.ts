// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/azure-ad"
export * from "latchkey/providers/azure-ad"
export type { MicrosoftEntraIDProfile as AzureADProfile } from "latchkey/providers/azure-ad"
