// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/huggingface"
export * from "latchkey/providers/huggingface"
