// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/authentik"
export * from "latchkey/providers/authentik"
