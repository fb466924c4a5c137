// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends WikimediaProfile = WikimediaProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/wikimedia"
export type WikimediaProfile = Said<import("latchkey/providers/wikimedia").WikimediaProfile, "blocked" | "confirmed_email" | "editcount" | "email" | "realname" | "registered", "grants" | "groups" | "rights" | "sub">
