// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends ThreadsProfile = ThreadsProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/threads"
export type ThreadsProfile = Said<import("latchkey/providers/threads").ThreadsProfile, never, "data">
