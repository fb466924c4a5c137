// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends TraktUser = TraktUser>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/trakt"
export type TraktUser = Said<import("latchkey/providers/trakt").TraktUser, "about" | "age" | "gender" | "joined_at" | "location" | "name", "images">
