// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends BeyondIdentityProfile = BeyondIdentityProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/beyondidentity"
export type BeyondIdentityProfile = Said<import("latchkey/providers/beyondidentity").BeyondIdentityProfile, "email" | "name" | "preferred_username">
