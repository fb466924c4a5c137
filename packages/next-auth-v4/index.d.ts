// Written by tools/make-doors.mjs.
import type {} from "./adapters.js"
import type {} from "./jwt.js"
export { default } from "latchkey/doors/v4/index"
export * from "latchkey/doors/v4/index"

declare module "latchkey/doors/v4/index" {
  interface User {
    id: string
  }
  interface DoorTypes {
    sessionUser: { name?: string | null; email?: string | null; image?: string | null }
  }
}
