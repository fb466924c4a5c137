// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/slack"
export * from "latchkey/providers/slack"
