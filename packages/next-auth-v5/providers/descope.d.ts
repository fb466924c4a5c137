// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends DescopeProfile = DescopeProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/descope"
export type DescopeProfile = Said<import("latchkey/providers/descope").DescopeProfile, "email" | "email_verified" | "name" | "phone_number" | "phone_number_verified" | "picture">
