// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/bungie"
export * from "latchkey/providers/bungie"
