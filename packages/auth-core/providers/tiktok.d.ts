// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/tiktok"
export * from "latchkey/providers/tiktok"
