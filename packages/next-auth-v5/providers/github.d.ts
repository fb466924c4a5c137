// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/github"
export * from "latchkey/providers/github"
