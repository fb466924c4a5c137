// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/apple"
export * from "latchkey/providers/apple"
export type { AppleUser as AppleNonConformUser } from "latchkey/providers/apple"
