// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends MattermostProfile = MattermostProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/mattermost"
export type MattermostProfile = Said<import("latchkey/providers/mattermost").MattermostProfile, never, "notify_props">
