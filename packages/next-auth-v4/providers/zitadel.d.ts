// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends ZitadelProfile = ZitadelProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/zitadel"
export type ZitadelProfile = Said<import("latchkey/providers/zitadel").ZitadelProfile, "auth_time" | "azp" | "email" | "email_verified" | "family_name" | "gender" | "given_name" | "jti" | "locale" | "name" | "nbf" | "phone" | "phone_verified" | "picture" | "preferred_username", "amr" | "aud">
