// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends TiktokProfile = TiktokProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/tiktok"
export type TiktokProfile = Said<import("latchkey/providers/tiktok").TiktokProfile, "error", "data">
