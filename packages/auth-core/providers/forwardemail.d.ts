// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/forwardemail"
export * from "latchkey/providers/forwardemail"
