// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/pipedrive"
export * from "latchkey/providers/pipedrive"
