// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends SalesforceProfile = SalesforceProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/salesforce"
export type SalesforceProfile = Said<import("latchkey/providers/salesforce").SalesforceProfile, "email" | "nickname" | "picture">
