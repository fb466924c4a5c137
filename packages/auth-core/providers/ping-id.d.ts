// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends PingProfile = PingProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/ping-id"
export type PingProfile = Said<import("latchkey/providers/ping-id").PingProfile, "acr" | "at_hash" | "auth_time" | "email" | "env" | "family_name" | "given_name" | "name" | "org" | "p1.region" | "picture" | "preferred_username" | "sid" | "updated_at", "amr">
