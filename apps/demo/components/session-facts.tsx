import type { Session } from "latchkey"
import type { ReactElement } from "react"

/** What the application sees of a session. */
export function SessionFacts({ session }: { session: Session }): ReactElement {
  const { user, expires } = session
  return (
    <dl className="facts">
      <dt>Name</dt>
      <dd>{user?.name ?? "not given"}</dd>
      <dt>Mail address</dt>
      <dd>{user?.email ?? "not given"}</dd>
      <dt>Session ends</dt>
      <dd>
        <time dateTime={expires}>{expires.slice(0, 16).replace("T", " ")} UTC</time>
      </dd>
    </dl>
  )
}
