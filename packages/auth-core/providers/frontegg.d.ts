// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/frontegg"
export * from "latchkey/providers/frontegg"
