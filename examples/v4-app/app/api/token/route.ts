import { getToken } from "next-auth/jwt"
import { type NextRequest, NextResponse } from "next/server"

export async function GET(req: NextRequest) {
  const token = await getToken({ req })
  if (!token) return NextResponse.json({ who: null }, { status: 401 })
  return NextResponse.json({ who: token.email, sub: token.sub, role: token.role })
}
