// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/faceit"
export * from "latchkey/providers/faceit"
