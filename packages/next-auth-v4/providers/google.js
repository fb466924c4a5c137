// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/google"
import { callable } from "latchkey/doors/v4/callable"

const provider = /* @__PURE__ */ callable(factory)
export { provider as default, provider as "module.exports" }
