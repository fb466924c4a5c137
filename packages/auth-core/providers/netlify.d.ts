// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/netlify"
export * from "latchkey/providers/netlify"
