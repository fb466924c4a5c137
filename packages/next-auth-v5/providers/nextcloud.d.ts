// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/nextcloud"
export * from "latchkey/providers/nextcloud"
