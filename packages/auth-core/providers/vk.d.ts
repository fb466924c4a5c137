// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/vk"
export * from "latchkey/providers/vk"
