// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/pinterest"
export * from "latchkey/providers/pinterest"
