import Link from "next/link"
import type { KeyringStatus, KeyStatus } from "latchkey/keyring"
import { percent, STATE_WORDS, type Timeline, timeOf } from "latchkey/keyring/picture"
import type { ReactElement } from "react"

interface KeyTableProps {
  status: KeyringStatus
  timeline: Timeline
}

/** The facts of the picture, to read and to copy. */
export function KeyTable({ status, timeline }: KeyTableProps): ReactElement {
  const since = (id: string): string => {
    const spans = timeline.rows.find((row) => row.id === id)?.spans
    const span = spans?.find(({ from, to }) => from <= status.now && status.now < to)
    return span ? timeOf(span.from) : ""
  }
  return (
    <section className="card scroll" aria-label="Table of keys" tabIndex={0}>
      <table>
        <caption>Keys</caption>
        <thead>
          <tr>
            <th>Key</th>
            <th>State</th>
            <th>Since</th>
            <th>Seals from</th>
            <th>Retires</th>
            <th>Traffic</th>
            <th>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {status.keys.toReversed().map((key) => (
            <tr key={key.id} data-key={key.id}>
              <th scope="row">
                <code>{key.id}</code>
              </th>
              <td>
                {STATE_WORDS[key.state]}
                {key.imported ? ", imported" : ""}
              </td>
              <td>{since(key.id)}</td>
              <td>{key.imported ? "before the ring" : timeOf(key.notBefore)}</td>
              <td>{key.retiresAt === null ? "after its successor" : timeOf(key.retiresAt)}</td>
              <td>{key.share === null ? "not known" : percent(key.share)}</td>
              <td className="end">{isRevocable(key) && <RevokeLink id={key.id} />}</td>
            </tr>
          ))}
          {status.tombstones.toReversed().map(({ id, status: state, at, reason }) => (
            <tr key={`gone-${id}`} data-gone={id}>
              <th scope="row">
                <code>{id}</code>
              </th>
              <td>{state}</td>
              <td>{timeOf(at)}</td>
              <td className="text" colSpan={4}>
                {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function isRevocable({ state }: KeyStatus): boolean {
  return state !== "retired"
}

function RevokeLink({ id }: { id: string }): ReactElement {
  return (
    <Link href={`/keys/revoke?key=${id}`} prefetch={false}>
      Revoke<span className="hidden"> {id}</span>…
    </Link>
  )
}
