// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends LogtoProfile = LogtoProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/logto"
export type LogtoProfile = Said<import("latchkey/providers/logto").LogtoProfile, "custom_data" | "email" | "email_verified" | "identities" | "name" | "organization_data" | "organization_roles" | "organizations" | "phone_number" | "phone_number_verified" | "picture" | "sso_identities" | "username", "address">
