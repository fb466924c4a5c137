// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends BitbucketProfile = BitbucketProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/bitbucket"
export type BitbucketProfile = Said<import("latchkey/providers/bitbucket").BitbucketProfile, never, "links">
