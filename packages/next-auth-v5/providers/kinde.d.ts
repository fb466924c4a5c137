// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends KindeProfile = KindeProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/kinde"
export type KindeProfile = Said<import("latchkey/providers/kinde").KindeProfile, "picture", "first_name" | "id" | "last_name" | "preferred_email" | "provided_id" | "username">
