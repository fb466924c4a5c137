import type { KeyringStatus } from "latchkey/keyring"
import { timeOf } from "latchkey/keyring/picture"
import type { ReactElement } from "react"

/** The instances that live, and what they hold. */
export function InstanceTable({ status }: { status: KeyringStatus }): ReactElement {
  return (
    <section className="card scroll" aria-label="Table of instances" tabIndex={0}>
      <table>
        <caption>Instances</caption>
        <thead>
          <tr>
            <th>Instance</th>
            <th>Revision</th>
            <th>Root</th>
            <th>Seen</th>
          </tr>
        </thead>
        <tbody>
          {status.instances.map(({ instance, rev, root, seen }) => (
            <tr key={instance}>
              <th scope="row">
                <code>{instance}</code>
              </th>
              <td>
                {rev}
                {status.behind.includes(instance) ? `, behind ${status.rev}` : ""}
              </td>
              <td>
                <code>{root}</code>
              </td>
              <td>{timeOf(seen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
