import type { NextRequest } from "next/server"
import { auth } from "@/auth"

// With a configuration that is a function, `auth(…)` of next-auth 5 answers a promise of the handler.
const handler = auth((request) => {
  const user = request.auth?.user
  if (!user) return Response.json({ who: null }, { status: 401 })
  return Response.json({ who: user.email, id: user.id, role: user.role })
})

export async function GET(request: NextRequest, context: { params: Promise<object> }) {
  return (await handler)(request, context)
}
