// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AppleProfile = AppleProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/apple"
export type AppleProfile = Said<import("latchkey/providers/apple").AppleProfile, "at_hash" | "auth_time" | "email" | "is_private_email" | "nonce" | "nonce_supported" | "transfer_sub", "email_verified" | "iss" | "real_user_status" | "user">
export type AppleNonConformUser = Said<import("latchkey/providers/apple").AppleUser, "email", "name">
