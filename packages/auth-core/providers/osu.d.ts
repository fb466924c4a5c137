// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/osu"
export * from "latchkey/providers/osu"
