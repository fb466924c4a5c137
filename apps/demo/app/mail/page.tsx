import type { Metadata } from "next"
import type { ReactElement } from "react"
import { Refresher } from "./refresher.tsx"

export const metadata: Metadata = { title: "Mail" }

interface CaughtMail {
  id: number
  to: string
  subject: string
  received: string
  link: string | null
}

export default async function Mail(): Promise<ReactElement> {
  const mails = await caughtMails()
  return (
    <article className="narrow">
      <Refresher />
      <h1>Mail</h1>
      <p className="lead">
        Mails of this demo don’t leave the machine. They arrive here, newest first.
      </p>
      {mails.length === 0 && <p className="card empty">Nothing yet. Ask for a link first.</p>}
      <ul className="mails">
        {mails.map(({ id, to, subject, received, link }) => (
          <li className="card" key={id}>
            <h2>{subject}</h2>
            <p className="hint">
              To {to}, <time dateTime={received}>{received.slice(11, 19)} UTC</time>
            </p>
            {link && (
              <a className="button primary" href={link}>
                Open the link
              </a>
            )}
          </li>
        ))}
      </ul>
    </article>
  )
}

async function caughtMails(): Promise<CaughtMail[]> {
  if (!process.env.DEMO_MAILBOX) return []
  const response = await fetch(process.env.DEMO_MAILBOX, { cache: "no-store" })
  return (await response.json()) as CaughtMail[]
}
