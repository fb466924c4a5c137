// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends ClickUpProfile = ClickUpProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/click-up"
export type ClickUpProfile = Said<import("latchkey/providers/click-up").ClickUpProfile, never, "user">
