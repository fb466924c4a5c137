// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/box"
export * from "latchkey/providers/box"
