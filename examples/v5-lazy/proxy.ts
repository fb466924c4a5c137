import { type NextRequest, NextResponse } from "next/server"
import { auth } from "@/auth"

// With a configuration that is a function, `auth(…)` of next-auth 5 answers a promise of the handler.
const guard = auth((request) => {
  const { pathname, origin } = request.nextUrl
  const role = request.auth?.user.role
  if (!role) return NextResponse.redirect(new URL("/login", origin))
  if (pathname.startsWith("/api/admin") && role !== "admin") {
    return NextResponse.json({ error: "For administrators only." }, { status: 403 })
  }
})

export async function proxy(request: NextRequest) {
  return (await guard)(request, { params: Promise.resolve({}) })
}

export const config = { matcher: ["/private", "/api/admin"] }
