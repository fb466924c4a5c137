// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/salesforce"
export * from "latchkey/providers/salesforce"
