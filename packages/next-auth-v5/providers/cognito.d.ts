// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/cognito"
export * from "latchkey/providers/cognito"
