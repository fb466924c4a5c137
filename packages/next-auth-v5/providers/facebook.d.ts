// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends FacebookProfile = FacebookProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/facebook"
export type FacebookProfile = Said<import("latchkey/providers/facebook").FacebookProfile, "picture">
