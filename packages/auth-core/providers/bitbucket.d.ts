// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/bitbucket"
export * from "latchkey/providers/bitbucket"
