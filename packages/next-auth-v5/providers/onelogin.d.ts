// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/onelogin"
export * from "latchkey/providers/onelogin"
