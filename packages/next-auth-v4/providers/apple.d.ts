// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends AppleProfile = AppleProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/apple"
export type AppleProfile = Said<import("latchkey/providers/apple").AppleProfile, "at_hash" | "auth_time" | "email" | "is_private_email" | "nonce" | "nonce_supported" | "transfer_sub", "email_verified" | "iss" | "real_user_status">
