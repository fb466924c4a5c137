// Written by tools/make-doors.mjs.
export { default } from "latchkey/doors/v4/index"
export * from "latchkey/doors/v4/index"

declare module "latchkey/types" {
  interface User {
    id: string
  }
}
