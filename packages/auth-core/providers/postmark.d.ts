// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/postmark"
export * from "latchkey/providers/postmark"
