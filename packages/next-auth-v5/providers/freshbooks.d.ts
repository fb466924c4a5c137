// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/freshbooks"
export * from "latchkey/providers/freshbooks"
