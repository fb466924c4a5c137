import type { Metadata } from "next"
import { redirect } from "next/navigation"
import type { ReactElement } from "react"
import { auth } from "../../auth.ts"
import { ActivityList } from "../../components/activity-list.tsx"
import { SessionFacts } from "../../components/session-facts.tsx"

export const metadata: Metadata = { title: "Protected" }

export default async function Protected(): Promise<ReactElement> {
  const session = await auth()
  if (!session) redirect("/api/auth/signin?callbackUrl=/protected")
  return (
    <article className="card narrow">
      <h1>Guarded by a server component</h1>
      <p>
        This page calls <code>await auth()</code> and sends strangers to sign in.
      </p>
      <SessionFacts session={session} />
      {session.user?.id && <ActivityList user={session.user.id} />}
    </article>
  )
}
