// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/instagram"
export * from "latchkey/providers/instagram"
