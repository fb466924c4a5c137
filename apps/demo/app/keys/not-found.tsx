import Link from "next/link"
import type { ReactElement } from "react"

export default function NotFound(): ReactElement {
  return (
    <article className="card narrow">
      <h1>Nothing for you here</h1>
      <p>
        The keys are for the administrator. Sign out, then sign in with the password on the{" "}
        <Link href="/">start page</Link>.
      </p>
    </article>
  )
}
