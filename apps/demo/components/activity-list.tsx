import type { SecurityEvent } from "latchkey"
import type { ReactElement } from "react"
import { store } from "../database.ts"

/** What each type is called where its subject reads it; what is not here is for administrators. */
const names: Partial<Record<SecurityEvent["type"], string>> = {
  "sign-in": "Sign-in",
  "sign-out": "Sign-out",
  "session-ended": "Session ended",
  "user-created": "Account made",
  "account-linked": "Provider linked",
  "link-sent": "Link mailed",
}
const types = Object.keys(names) as SecurityEvent["type"][]

/** The last that happened to somebody's account, for whoever it belongs to. */
export async function ActivityList({ user }: { user: string }): Promise<ReactElement | null> {
  const { activity } = await store()
  if (!activity) return null
  const events = await activity.list({ user, type: types, limit: 5 })
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">Recent activity</h2>
      <ul>
        {events.map(({ id, time, type, outcome, provider }) => (
          <li key={id}>
            <time dateTime={new Date(time).toISOString()}>
              {new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC
            </time>
            : {names[type]}
            {provider ? ` (${provider})` : ""}
            {outcome === "success" ? "" : `, ${outcome}`}
          </li>
        ))}
      </ul>
    </section>
  )
}
