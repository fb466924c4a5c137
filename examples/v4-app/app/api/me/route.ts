import { getServerSession } from "next-auth"
import { NextResponse } from "next/server"
import { authOptions } from "@/lib/auth"

export async function GET() {
  const session = await getServerSession(authOptions)
  if (!session) return NextResponse.json({ who: null }, { status: 401 })
  return NextResponse.json({
    who: session.user.email,
    id: session.user.id,
    role: session.user.role,
  })
}
