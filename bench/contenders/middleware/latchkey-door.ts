import { encode } from "latchkey/doors/v5/jwt"
import NextAuth from "latchkey/doors/v5/index"
import { middlewareOf } from "./latchkey.ts"

export const contender = middlewareOf(
  "as next-auth 5",
  "__Secure-authjs.session-token",
  NextAuth,
  encode,
)
