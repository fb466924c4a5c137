import { getToken } from "next-auth/jwt"
import { loadSecret } from "@/load-secret"

export async function GET(request: Request) {
  const secret = await loadSecret()
  const secureCookie = process.env.AUTH_URL?.startsWith("https:") ?? false
  const token = secret ? await getToken({ req: request, secret, secureCookie }) : null
  if (!token) return Response.json({ who: null }, { status: 401 })
  return Response.json({ who: token.email, role: token.role })
}
