import { auth } from "@/auth"

export const GET = auth((request) => {
  const user = request.auth?.user
  if (!user) return Response.json({ who: null }, { status: 401 })
  return Response.json({ who: user.email, id: user.id, name: user.name })
})
