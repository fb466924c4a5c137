// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/passage"
export * from "latchkey/providers/passage"
