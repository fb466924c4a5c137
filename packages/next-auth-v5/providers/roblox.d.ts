// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/roblox"
export * from "latchkey/providers/roblox"
