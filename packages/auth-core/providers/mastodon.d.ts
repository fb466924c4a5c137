// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/mastodon"
export * from "latchkey/providers/mastodon"
