// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/ping-id"
export * from "latchkey/providers/ping-id"
