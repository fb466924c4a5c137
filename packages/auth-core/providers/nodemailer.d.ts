// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/nodemailer"
export * from "latchkey/providers/nodemailer"
