// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends Auth0Profile = Auth0Profile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/auth0"
export type Auth0Profile = Said<import("latchkey/providers/auth0").Auth0Profile, never, "app_metadata" | "blocked" | "created_at" | "family_name" | "given_name" | "identities" | "last_ip" | "last_login" | "last_password_reset" | "logins_count" | "multifactor" | "phone_number" | "phone_verified" | "updated_at" | "user_id" | "user_metadata" | "username">
