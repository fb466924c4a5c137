// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/yandex"
export * from "latchkey/providers/yandex"
