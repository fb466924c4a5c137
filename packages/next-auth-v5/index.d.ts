// Written by tools/make-doors.mjs.
import type {} from "./adapters.js"
import type {} from "./jwt.js"
// @ts-ignore
import type {} from "@auth/core/adapters"
// @ts-ignore
import type {} from "@auth/core/jwt"
// @ts-ignore
import type {} from "@auth/core/types"
export { default } from "latchkey/doors/v5/index"
export * from "latchkey/doors/v5/index"
