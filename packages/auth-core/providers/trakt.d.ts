// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/trakt"
export * from "latchkey/providers/trakt"
