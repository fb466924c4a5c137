// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/wordpress"
export * from "latchkey/providers/wordpress"
