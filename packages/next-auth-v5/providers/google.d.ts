// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/google"
export * from "latchkey/providers/google"
