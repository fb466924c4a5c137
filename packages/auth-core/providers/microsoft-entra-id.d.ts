// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/microsoft-entra-id"
export * from "latchkey/providers/microsoft-entra-id"
