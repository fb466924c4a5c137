import { auth } from "@/auth"

/** `proxy.ts` lets only administrators come here. */
export async function GET() {
  const session = await auth()
  return Response.json({ who: session?.user.email ?? null })
}
