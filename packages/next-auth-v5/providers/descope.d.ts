// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/descope"
export * from "latchkey/providers/descope"
