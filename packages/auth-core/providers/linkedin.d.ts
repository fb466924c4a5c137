// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends LinkedInProfile = LinkedInProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/linkedin"
export type LinkedInProfile = Said<import("latchkey/providers/linkedin").LinkedInProfile, "email" | "email_verified" | "family_name" | "given_name" | "name" | "picture", "locale">
