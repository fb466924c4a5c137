// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/kakao"
export * from "latchkey/providers/kakao"
