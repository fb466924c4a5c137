// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/hubspot"
export * from "latchkey/providers/hubspot"
