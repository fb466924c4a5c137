// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/azure-devops"
export * from "latchkey/providers/azure-devops"
