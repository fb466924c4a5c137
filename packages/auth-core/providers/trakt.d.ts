// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends TraktUser = TraktUser>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/trakt"
export type TraktUser = Said<import("latchkey/providers/trakt").TraktUser, "about" | "age" | "gender" | "joined_at" | "location" | "name", "images">
