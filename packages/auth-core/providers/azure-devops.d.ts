// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AzureDevOpsProfile = AzureDevOpsProfile>(config?: import("latchkey/providers/azure-devops").AzureDevOpsConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/azure-devops"
export type AzureDevOpsProfile = Said<import("latchkey/providers/azure-devops").AzureDevOpsProfile, never, "coreAttributes">
