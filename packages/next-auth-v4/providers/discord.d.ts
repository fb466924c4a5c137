// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends DiscordProfile = DiscordProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/discord"
export type DiscordProfile = Said<import("latchkey/providers/discord").DiscordProfile, "avatar" | "email" | "locale" | "verified", "accent_color" | "banner" | "banner_color" | "flags" | "image_url" | "mfa_enabled" | "premium_type" | "public_flags">
