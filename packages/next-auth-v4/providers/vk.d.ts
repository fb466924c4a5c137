// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<(config?: import("latchkey/providers").OAuthUserConfig<any>) => import("latchkey/providers").OAuth2Config<any>>
export default provider
export * from "latchkey/providers/vk"
export type VkProfile = Said<import("latchkey/providers/vk").VkProfile, never, "response">
