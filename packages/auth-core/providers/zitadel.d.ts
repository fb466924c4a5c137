// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/zitadel"
export * from "latchkey/providers/zitadel"
