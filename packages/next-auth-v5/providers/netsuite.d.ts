// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/netsuite"
export * from "latchkey/providers/netsuite"
