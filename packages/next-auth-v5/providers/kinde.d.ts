// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/kinde"
export * from "latchkey/providers/kinde"
