// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends WorkOSProfile = WorkOSProfile>(config?: import("latchkey/providers/workos").WorkOSConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/workos"
export type WorkOSProfile = Said<import("latchkey/providers/workos").WorkOSProfile, "first_name" | "last_name" | "organization_id", "raw_attributes">
