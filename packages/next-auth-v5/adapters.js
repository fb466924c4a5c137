// Written by tools/make-doors.mjs.
export { isDate } from "latchkey/doors/core/adapters"
