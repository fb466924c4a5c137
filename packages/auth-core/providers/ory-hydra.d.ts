// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends OryHydraProfile = OryHydraProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/ory-hydra"
export type OryHydraProfile = Said<import("latchkey/providers/ory-hydra").OryHydraProfile, "jti", "amr" | "aud" | "exp" | "iat" | "ver">
