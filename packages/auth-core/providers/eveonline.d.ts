// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/eveonline"
export * from "latchkey/providers/eveonline"
