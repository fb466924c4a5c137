// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/figma"
export * from "latchkey/providers/figma"
