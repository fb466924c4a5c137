// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends DuendeISUser = DuendeISUser>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/duende-identity-server6"
export type DuendeISUser = Said<import("latchkey/providers/duende-identity-server6").DuendeISUser, "email" | "name", "id" | "verified">
