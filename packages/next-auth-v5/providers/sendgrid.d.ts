// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/sendgrid"
export * from "latchkey/providers/sendgrid"
