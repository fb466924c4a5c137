// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/webex"
export * from "latchkey/providers/webex"
