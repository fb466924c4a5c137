// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends LinkedInProfile = LinkedInProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>>
export default provider
export * from "latchkey/providers/linkedin"
export type LinkedInProfile = Said<import("latchkey/providers/linkedin").LinkedInProfile, never, "id" | "localizedFirstName" | "localizedLastName" | "profilePicture">
