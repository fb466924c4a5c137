// Written by tools/make-doors.mjs.
export { default, withAuth } from "latchkey/doors/v4/middleware"
