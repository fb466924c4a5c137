// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/nodemailer"
export * from "latchkey/providers/nodemailer"
export type { NodemailerConfig as NodemailerUserConfig } from "latchkey/providers/nodemailer"
