// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/loops"
export * from "latchkey/providers/loops"
