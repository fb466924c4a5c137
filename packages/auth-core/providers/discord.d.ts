// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends DiscordProfile = DiscordProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/discord"
export type DiscordProfile = Said<import("latchkey/providers/discord").DiscordProfile, "email" | "locale" | "verified", "accent_color" | "avatar_decoration" | "banner" | "banner_color" | "display_name" | "flags" | "image_url" | "mfa_enabled" | "premium_type" | "public_flags">
