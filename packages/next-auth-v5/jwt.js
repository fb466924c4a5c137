// Written by tools/make-doors.mjs.
export { encode, decode, getToken } from "latchkey/doors/v5/jwt"
