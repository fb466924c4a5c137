// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends PipedriveProfile = PipedriveProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/pipedrive"
export type PipedriveProfile = Said<import("latchkey/providers/pipedrive").PipedriveProfile, never, "data">
