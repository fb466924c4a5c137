// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/osso"
export * from "latchkey/providers/osso"
