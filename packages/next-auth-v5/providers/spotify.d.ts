// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/spotify"
export * from "latchkey/providers/spotify"
