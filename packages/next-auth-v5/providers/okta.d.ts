// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/okta"
export * from "latchkey/providers/okta"
