// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: (config?: import("latchkey/providers").OAuthUserConfig<any>) => import("latchkey/providers").OAuth2Config<any>
export default provider
export * from "latchkey/providers/vk"
export type VkProfile = Said<import("latchkey/providers/vk").VkProfile, "first_name" | "last_name" | "photo_100", "can_access_closed" | "id" | "is_closed" | "verified">
