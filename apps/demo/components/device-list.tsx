import type { ListedSession } from "latchkey"
import type { ReactElement } from "react"
import { endDevice } from "../app/devices/actions.ts"
import { deviceOf } from "../device.ts"
import { DevicePicture } from "./device-picture.tsx"

/** What RFC 8176 calls it, in words. */
const methods: Readonly<Record<string, string>> = {
  pwd: "a password",
  email: "a mailed link",
  fed: "another service",
  hwk: "a passkey",
  swk: "a passkey",
}

const wayOf = ({ provider, amr }: ListedSession): string =>
  amr.map((one) => methods[one]).find((text) => text !== undefined) ?? (provider || "not noted")

const timeOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`

function Time({ at }: { at: number }): ReactElement {
  return <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
}

/** The sessions of one person, as devices that they recognise. */
export function DeviceList({ sessions }: { sessions: readonly ListedSession[] }): ReactElement {
  return (
    <ul className="devices" aria-label="Devices">
      {sessions.map((session) => {
        const { name, isHandheld } = deviceOf(session.userAgent)
        return (
          <li key={session.id} className="card">
            <DevicePicture isHandheld={isHandheld} />
            <div>
              <h2>
                {name} {session.current && <span className="chip in">This device</span>}
              </h2>
              <dl className="facts">
                <dt>Signed in</dt>
                <dd>
                  <Time at={session.created} /> by {wayOf(session)}
                </dd>
                <dt>Used</dt>
                <dd>
                  <Time at={session.seen} />
                </dd>
                <dt>Address</dt>
                <dd>{session.ip ?? "not known"}</dd>
              </dl>
            </div>
            <form action={endDevice}>
              <input type="hidden" name="id" value={session.id} />
              <button aria-label={`Sign out ${name}`}>Sign out</button>
            </form>
          </li>
        )
      })}
    </ul>
  )
}
