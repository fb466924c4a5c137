import type { Metadata } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { auth } from "@/auth"
import { Providers } from "@/components/providers"

export const metadata: Metadata = { title: "Notes" }

export default async function Layout({ children }: { children: ReactNode }) {
  const session = await auth()
  return (
    <html lang="en">
      <body style={{ maxWidth: "40rem", margin: "2rem auto", fontFamily: "system-ui" }}>
        <nav>
          {/* What a stranger would get of "/private" is the sign-in page: nothing to fetch ahead. */}
          <Link href="/">Start</Link> ·{" "}
          <Link href="/private" prefetch={false}>
            Notes
          </Link>{" "}
          · <Link href="/profile">Profile</Link>
        </nav>
        {/* Another key after a server action signed somebody in or out: the browser asks anew who is there. */}
        <Providers key={session?.user?.email}>{children}</Providers>
      </body>
    </html>
  )
}
