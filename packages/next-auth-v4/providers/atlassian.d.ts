// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/atlassian"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<typeof factory>
export default provider
export * from "latchkey/providers/atlassian"
