// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/identity-server4"
import { callable } from "latchkey/doors/v4/callable"

export default /* @__PURE__ */ callable(factory)
