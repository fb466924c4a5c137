import { encode } from "latchkey/jwt"
import NextAuth from "latchkey/next"
import { middlewareOf } from "./latchkey.ts"

export const contender = middlewareOf(
  "own format",
  "__Host-latchkey.session-token",
  NextAuth,
  encode,
)
