// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/boxyhq-saml"
export * from "latchkey/providers/boxyhq-saml"
