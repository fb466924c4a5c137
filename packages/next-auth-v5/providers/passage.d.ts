// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends PassageProfile = PassageProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/passage"
export type PassageProfile = Said<import("latchkey/providers/passage").PassageProfile, "at_hash" | "auth_time" | "azp" | "c_hash" | "client_id" | "email" | "email_verified" | "phone" | "phone_number_verified">
