// Written by tools/make-doors.mjs.
import factory from "latchkey/providers/box"
import { callable } from "latchkey/doors/v4/callable"

export default /* @__PURE__ */ callable(factory)
