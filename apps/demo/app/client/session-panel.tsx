"use client"

import { SessionProvider, signIn, signOut, useSession } from "latchkey/react"
import type { ReactElement } from "react"

export function SessionPanel(): ReactElement {
  return (
    <SessionProvider>
      <Panel />
    </SessionProvider>
  )
}

function Panel(): ReactElement {
  const { data: session, status, update } = useSession()
  return (
    <>
      <p aria-live="polite">
        Status: <strong data-testid="status">{status}</strong>
      </p>
      <pre data-testid="session" tabIndex={0} aria-label="The session as JSON">
        {JSON.stringify(session ?? null, null, 2)}
      </pre>
      <div className="buttons">
        {status === "authenticated" ? (
          <>
            <button onClick={() => void update()}>Ask again</button>
            <button onClick={() => void signOut({ redirectTo: "/client" })}>Sign out</button>
          </>
        ) : (
          <button
            className="primary"
            onClick={() => void signIn("local", { redirectTo: "/client" })}
          >
            Continue with Local ID
          </button>
        )}
      </div>
    </>
  )
}
