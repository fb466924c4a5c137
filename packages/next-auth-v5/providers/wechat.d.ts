// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/wechat"
export * from "latchkey/providers/wechat"
