// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/identity-server4"
