// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends Concept2Profile = Concept2Profile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/concept2"
export type Concept2Profile = Said<import("latchkey/providers/concept2").Concept2Profile, never, "age_restricted" | "country" | "dob" | "email" | "email_permission" | "first_name" | "gender" | "id" | "last_name" | "logbook_privacy" | "max_heart_rate" | "profile_image" | "username" | "weight">
