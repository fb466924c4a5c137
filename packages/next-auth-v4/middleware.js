// Written by tools/make-doors.mjs.
export { default, withAuth, default as "module.exports" } from "latchkey/doors/v4/middleware"
