// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/logto"
export * from "latchkey/providers/logto"
