// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/freshbooks"
