// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends BankIDNorwayProfile = BankIDNorwayProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/bankid-no"
export type BankIDNorwayProfile = Said<import("latchkey/providers/bankid-no").BankIDNorwayProfile, "acr" | "additionalCertInfo" | "amr" | "at_hash" | "auth_time" | "azp" | "bankid_altsub" | "birthdate" | "family_name" | "given_name" | "jti" | "originator" | "session_state" | "sid" | "tid" | "typ" | "updated_at">
