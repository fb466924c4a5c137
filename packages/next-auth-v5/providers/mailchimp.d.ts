// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/mailchimp"
export * from "latchkey/providers/mailchimp"
