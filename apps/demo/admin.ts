import { notFound, redirect } from "next/navigation"
import { auth } from "./auth.ts"

/** Strangers are sent to sign in, everyone but the administrator finds nothing. For pages and for actions alike. */
export async function requireAdmin(): Promise<void> {
  const session = await auth()
  if (!session) redirect("/api/auth/signin?callbackUrl=/keys")
  if (!session.user?.isAdmin) notFound()
}
