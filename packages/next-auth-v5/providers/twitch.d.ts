// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/twitch"
export * from "latchkey/providers/twitch"
