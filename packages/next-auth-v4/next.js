// Written by tools/make-doors.mjs.
export { default, getServerSession, unstable_getServerSession } from "latchkey/doors/v4/next"
