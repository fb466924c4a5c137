// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends RobloxProfile = RobloxProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/roblox"
export type RobloxProfile = Said<import("latchkey/providers/roblox").RobloxProfile, "created_at" | "name" | "nickname" | "picture" | "preferred_username" | "profile">
