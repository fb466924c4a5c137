// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends VippsProfile = VippsProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/vipps"
export type VippsProfile = Said<import("latchkey/providers/vipps").VippsProfile, "accounts" | "address" | "birthdate" | "delegatedConsents" | "email" | "email_verified" | "family_name" | "given_name" | "name" | "nin" | "other_addresses" | "phone_number" | "sid">
