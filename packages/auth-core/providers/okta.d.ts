// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends OktaProfile = OktaProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/okta"
export type OktaProfile = Said<import("latchkey/providers/okta").OktaProfile, "at_hash" | "birthdate" | "c_hash" | "email" | "family_name" | "gender" | "given_name" | "idp" | "jti" | "locale" | "middle_name" | "name" | "nickname" | "nonce" | "phone_number" | "picture" | "preferred_username" | "profile" | "website" | "zoneinfo", "address" | "amr" | "auth_time" | "email_verified" | "exp" | "iat" | "updated_at" | "ver">
