// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends KeycloakProfile = KeycloakProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/keycloak"
export type KeycloakProfile = Said<import("latchkey/providers/keycloak").KeycloakProfile, "auth_time" | "email" | "family_name" | "given_name" | "name" | "picture" | "sid", "at_hash" | "session_state" | "user">
