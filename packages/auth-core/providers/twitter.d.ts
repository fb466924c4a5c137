// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/twitter"
export * from "latchkey/providers/twitter"
