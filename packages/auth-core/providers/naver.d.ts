// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/naver"
export * from "latchkey/providers/naver"
