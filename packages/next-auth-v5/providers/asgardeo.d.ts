// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AsgardeoProfile = AsgardeoProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/asgardeo"
export type AsgardeoProfile = Said<import("latchkey/providers/asgardeo").AsgardeoProfile, "email" | "given_name" | "picture">
