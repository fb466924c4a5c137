import type { Metadata, Viewport } from "next"
import type { ReactElement, ReactNode } from "react"
import { SiteHeader } from "../components/site-header.tsx"
import "./globals.css"

export const metadata: Metadata = {
  title: { default: "Latchkey demo", template: "%s · Latchkey demo" },
  description: "Sign-in that keeps its own keys.",
}

export const viewport: Viewport = { colorScheme: "light dark" }

export default function Layout({ children }: { children: ReactNode }): ReactElement {
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to content
        </a>
        <SiteHeader />
        <main id="main">{children}</main>
        <footer>
          Everything here runs on this machine: the identity provider, the mail, the database.
        </footer>
      </body>
    </html>
  )
}
