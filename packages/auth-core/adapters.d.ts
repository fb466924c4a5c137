// Written by tools/make-doors.mjs.
export * from "latchkey/doors/core/adapters"
