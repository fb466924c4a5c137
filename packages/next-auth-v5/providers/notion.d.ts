// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/notion"
export * from "latchkey/providers/notion"
