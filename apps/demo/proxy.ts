import { NextResponse } from "next/server"
import { auth } from "./auth.ts"

/** Keeps sessions fresh on every page, and strangers away from one of them. */
export const proxy = auth((request) => {
  const { pathname, origin } = request.nextUrl
  if (pathname !== "/protected-by-proxy" || request.auth) return
  return NextResponse.redirect(new URL(`/api/auth/signin?callbackUrl=${pathname}`, origin))
})

export const config = { matcher: ["/((?!api/|_next/|icon).*)"] }
