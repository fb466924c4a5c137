// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/ory-hydra"
export * from "latchkey/providers/ory-hydra"
