// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/vipps"
export * from "latchkey/providers/vipps"
