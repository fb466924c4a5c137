// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/resend"
export * from "latchkey/providers/resend"
