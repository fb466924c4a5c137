// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/bankid-no"
export * from "latchkey/providers/bankid-no"
