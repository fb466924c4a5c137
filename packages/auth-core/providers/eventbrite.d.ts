// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/eventbrite"
export * from "latchkey/providers/eventbrite"
