// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/webauthn"
export * from "latchkey/providers/webauthn"
