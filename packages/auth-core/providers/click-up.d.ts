// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/click-up"
export * from "latchkey/providers/click-up"
