import type { Metadata } from "next"
import { redirect } from "next/navigation"
import type { ReactElement } from "react"
import { auth } from "../../auth.ts"
import { DeviceList } from "../../components/device-list.tsx"
import { endAll, endOthers } from "./actions.ts"

export const metadata: Metadata = { title: "Devices" }

export default async function Devices(): Promise<ReactElement> {
  const sessions = await auth.sessions.list()
  if (sessions.length === 0) redirect("/api/auth/signin?callbackUrl=/devices")
  return (
    <div className="stack">
      <div>
        <h1>Where you are signed in</h1>
        <p className="lead">
          Don’t know one of these? Sign it out: it is out at its next click, whatever it does with
          its cookie.
        </p>
      </div>
      <DeviceList sessions={sessions} />
      <div className="buttons">
        <form action={endOthers}>
          <button disabled={sessions.length === 1}>Sign out all others</button>
        </form>
        <form action={endAll}>
          <button className="danger">Sign out everywhere</button>
        </form>
      </div>
    </div>
  )
}
