// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends SimpleLoginProfile = SimpleLoginProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/simplelogin"
export type SimpleLoginProfile = Said<import("latchkey/providers/simplelogin").SimpleLoginProfile, "avatar_url" | "client" | "name">
