// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends DuendeISUser = DuendeISUser>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/doors/v4/duende-identity-server6"
export type DuendeISUser = Said<import("latchkey/doors/v4/duende-identity-server6").DuendeISUser, "email" | "name", "id" | "verified">
