// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<(config?: import("latchkey/providers").OAuthUserConfig<any>) => import("latchkey/providers").OAuth2Config<any>, { readonly TwitterLegacy: typeof TwitterLegacy }>
export default provider
export declare const TwitterLegacy: <P extends Record<string, any> = TwitterLegacyProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export * from "latchkey/doors/v4/twitter"
export type TwitterLegacyProfile = Said<import("latchkey/doors/v4/twitter").TwitterLegacyProfile, "created_at" | "default_profile" | "default_profile_image" | "description" | "entities" | "favourites_count" | "followers_count" | "friends_count" | "listed_count" | "location" | "needs_phone_verification" | "profile_banner_url" | "profile_image_url_https" | "protected" | "statuses_count" | "suspended" | "url" | "verified", "contributors_enabled" | "follow_request_sent" | "following" | "geo_enabled" | "has_extended_profile" | "is_translation_enabled" | "is_translator" | "notifications" | "profile_background_color" | "profile_background_image_url" | "profile_background_image_url_https" | "profile_background_tile" | "profile_image_url" | "profile_link_color" | "profile_sidebar_border_color" | "profile_sidebar_fill_color" | "profile_text_color" | "profile_use_background_image" | "status" | "translator_type" | "withheld_in_countries">
export type TwitterProfile = Said<import("latchkey/doors/v4/twitter").TwitterProfile, never, "data">
