// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AuthentikProfile = AuthentikProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/authentik"
export type AuthentikProfile = Said<import("latchkey/providers/authentik").AuthentikProfile, "acr" | "at_hash" | "auth_time" | "c_hash" | "email" | "email_verified" | "family_name" | "given_name" | "groups" | "name" | "nickname" | "nonce" | "preferred_username">
