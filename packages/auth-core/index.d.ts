// Written by tools/make-doors.mjs.
import type {} from "./adapters.js"
import type {} from "./jwt.js"
import type {} from "./types.js"
export * from "latchkey/doors/core/index"
