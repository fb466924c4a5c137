// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends TwitchProfile = TwitchProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/twitch"
export type TwitchProfile = Said<import("latchkey/providers/twitch").TwitchProfile, "email" | "picture" | "preferred_username">
