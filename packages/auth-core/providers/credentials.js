// Written by tools/make-doors.mjs.
export { default } from "latchkey/doors/v5/credentials"
