// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/zoom"
export * from "latchkey/providers/zoom"
