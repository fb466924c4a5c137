// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/threads"
export * from "latchkey/providers/threads"
