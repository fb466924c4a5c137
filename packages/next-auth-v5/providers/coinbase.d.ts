// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/coinbase"
export * from "latchkey/providers/coinbase"
