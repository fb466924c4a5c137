import type { Metadata } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { auth } from "@/auth"
import { Providers } from "@/components/providers"

export const metadata: Metadata = { title: "Team" }

export default async function Layout({ children }: { children: ReactNode }) {
  const session = await auth()
  return (
    <html lang="en">
      <body style={{ maxWidth: "40rem", margin: "2rem auto", fontFamily: "system-ui" }}>
        <nav>
          <Link href="/">Start</Link> · <Link href="/private">Private</Link>
        </nav>
        {/* Another key after a server action: what the browser knows begins anew with what the server says. */}
        <Providers session={session} key={`${session?.user.id} ${session?.user.name}`}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
