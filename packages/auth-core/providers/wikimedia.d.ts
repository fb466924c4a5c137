// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/wikimedia"
export * from "latchkey/providers/wikimedia"
