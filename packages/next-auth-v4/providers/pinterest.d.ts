// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends PinterestProfile = PinterestProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/pinterest"
export type PinterestProfile = Said<import("latchkey/providers/pinterest").PinterestProfile, "profile_image" | "website_url">
