// Written by tools/make-doors.mjs.
export { getServerSession } from "latchkey/doors/v5/server-session"
