// Written by tools/make-doors.mjs.
import factory, { TwitterLegacy } from "latchkey/doors/v4/twitter"
import { callable } from "latchkey/doors/v4/callable"

export default /* @__PURE__ */ callable(factory, { TwitterLegacy })
export { TwitterLegacy }
