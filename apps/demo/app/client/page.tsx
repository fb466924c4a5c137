import type { Metadata } from "next"
import type { ReactElement } from "react"
import { SessionPanel } from "./session-panel.tsx"

export const metadata: Metadata = { title: "Client" }

export default function Client(): ReactElement {
  return (
    <article className="card narrow">
      <h1>The session in the browser</h1>
      <p>
        <code>useSession()</code> asks the server, shares the answer between tabs, and asks again
        when you come back to this one.
      </p>
      <SessionPanel />
    </article>
  )
}
