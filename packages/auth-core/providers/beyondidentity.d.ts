// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/beyondidentity"
export * from "latchkey/providers/beyondidentity"
