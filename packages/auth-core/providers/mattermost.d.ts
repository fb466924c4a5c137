// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/mattermost"
export * from "latchkey/providers/mattermost"
