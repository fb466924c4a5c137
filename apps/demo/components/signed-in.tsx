import type { Session } from "latchkey"
import type { ReactElement } from "react"
import { signOutHere } from "../app/actions.ts"
import { SessionFacts } from "./session-facts.tsx"

/** Who you are, and the way out. */
export function SignedIn({ session }: { session: Session }): ReactElement {
  const name = session.user?.name ?? session.user?.email ?? "someone"
  return (
    <section className="card" aria-labelledby="you">
      <div className="person">
        <span className="avatar" aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
        <h2 id="you">Signed in as {name}</h2>
      </div>
      <SessionFacts session={session} />
      <form action={signOutHere}>
        <button className="wide">Sign out</button>
      </form>
    </section>
  )
}
