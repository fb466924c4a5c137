// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends FronteggProfile = FronteggProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/frontegg"
export type FronteggProfile = Said<import("latchkey/providers/frontegg").FronteggProfile, "email" | "email_verified" | "name" | "profilePictureUrl" | "roles">
