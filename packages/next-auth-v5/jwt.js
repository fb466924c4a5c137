// Written by tools/make-doors.mjs.
export { encode, decode, getToken, TokenNotOpened } from "latchkey/doors/v5/jwt"
