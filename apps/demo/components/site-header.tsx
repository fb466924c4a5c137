import Link from "next/link"
import type { ReactElement } from "react"
import { auth } from "../auth.ts"
import { KeyMark } from "./key-mark.tsx"

const pages = [
  { href: "/protected", label: "Protected" },
  { href: "/protected-by-proxy", label: "By proxy" },
  { href: "/client", label: "Client" },
  { href: "/accounts", label: "Accounts" },
  { href: "/devices", label: "Devices" },
  { href: "/mail", label: "Mail" },
  { href: "/keys", label: "Keys" },
]

/** The way around, and who you are. */
export async function SiteHeader(): Promise<ReactElement> {
  const session = await auth()
  return (
    <header className="site-header">
      <Link className="brand" href="/">
        <KeyMark />
        Latchkey <span>demo</span>
      </Link>
      <nav aria-label="Pages">
        {pages.map(({ href, label }) => (
          // Protected pages redirect; fetching them ahead would only make noise in the log.
          <Link key={href} href={href} prefetch={false}>
            {label}
          </Link>
        ))}
      </nav>
      <p className={session ? "chip in" : "chip"} data-testid="who">
        {session ? (session.user?.name ?? session.user?.email) : "Signed out"}
      </p>
    </header>
  )
}
