import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import type { ReactElement } from "react"
import type { KeyringStatus, KeyStatus } from "latchkey/keyring"
import { percent, spanOf, STATE_MEANINGS } from "latchkey/keyring/picture"
import { requireAdmin } from "../../../admin.ts"
import { ActionForm } from "../../../components/action-form.tsx"
import { hasRegister, isManaged, ring } from "../../../keys.ts"
import { revoke } from "../actions.ts"

export const metadata: Metadata = { title: "Revoke a key" }

interface RevokeProps {
  searchParams: Promise<{ key?: string | string[] }>
}

/** Asks, and says exactly what it ends. */
export default async function Revoke({ searchParams }: RevokeProps): Promise<ReactElement> {
  await requireAdmin()
  if (!isManaged) notFound()
  const [status, { key: id }] = await Promise.all([(await ring()).status(), searchParams])
  const key = status.keys.find((one) => one.id === id)
  if (!key) notFound()
  return (
    <article className="card narrow">
      <h1>
        Revoke key <code>{key.id}</code>?
      </h1>
      <p>It {STATE_MEANINGS[key.state]}. What it has sealed is refused from now on, for good:</p>
      <ul>
        <Ends status={status} target={key} />
      </ul>
      <p>
        {key.id === status.active ? "Another key seals at once. " : ""}The other instances refuse it
        within {spanOf(2 * status.policy.refresh)}, as long as they reach the store. Sessions in the
        database, and users, stay.
      </p>
      <ActionForm action={revoke} button={`Revoke ${key.id}`} wayOut={<WayOut />}>
        <input type="hidden" name="key" value={key.id} />
        <label className="field">
          Reason, kept in the ring for people
          <input name="reason" required maxLength={200} placeholder="leaked in a log" />
        </label>
        {hasRegister && <KeepSessions />}
      </ActionForm>
      <p className="hint">
        If the key leaked together with <code>AUTH_SECRET</code> or the database, change those too,
        and the client secrets of your providers: they were in the same place.
      </p>
    </article>
  )
}

function Ends({ status, target }: { status: KeyringStatus; target: KeyStatus }): ReactElement {
  const seals = target.id === status.active
  const share =
    target.share === null ? "how many is not known" : `${percent(target.share)} of the traffic`
  return (
    <>
      <li>
        Sessions in cookies that it sealed ({share}). Those people must sign in again
        {seals ? ": you, too" : ""}
        {hasRegister ? ", unless you keep the registered ones" : ""}.
      </li>
      <li>Sign-ins under way at a provider, and forms that are open, if they began with it.</li>
      <li>Mailed links that were made with it and not opened.</li>
    </>
  )
}

/** What a sign-in began is known; what someone made with a stolen key is not. */
function KeepSessions(): ReactElement {
  return (
    <label className="choice">
      <input type="checkbox" name="keep" />
      <span>
        Keep the registered sessions: who signed in here stays signed in, and gets a new cookie at
        the next request. What was made with the key by anyone else ends.
      </span>
    </label>
  )
}

function WayOut(): ReactElement {
  return (
    <Link className="button" href="/keys">
      Keep it
    </Link>
  )
}
