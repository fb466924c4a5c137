// Written by tools/make-doors.mjs.
export {
  default,
  getServerSession,
  unstable_getServerSession,
  default as "module.exports",
} from "latchkey/doors/v4/index"
