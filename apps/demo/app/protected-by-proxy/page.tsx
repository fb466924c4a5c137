import type { Metadata } from "next"
import type { ReactElement } from "react"

export const metadata: Metadata = { title: "By proxy" }

export default function ProtectedByProxy(): ReactElement {
  return (
    <article className="card narrow">
      <h1>Guarded by the proxy</h1>
      <p>
        The page itself checks nothing. <code>proxy.ts</code> saw a session before the page was
        asked for.
      </p>
    </article>
  )
}
