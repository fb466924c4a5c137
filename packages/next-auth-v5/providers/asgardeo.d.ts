// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/asgardeo"
export * from "latchkey/providers/asgardeo"
