/** One of several processes: signs people in, and delivers what is noted of that from a table. */
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { eventTable, type SqlClient } from "../../src/security-events/table.ts"
import { webhook } from "../../src/security-events/webhook.ts"
import { Browser } from "../support/browser.ts"

export interface EventSettings {
  readonly kind: "postgres" | "sqlite"
  /** Of the server, or the path of the file. */
  readonly place: string
  readonly table: string
  readonly receiver: string
  readonly secret: string
  /** Seconds that the receiver has. */
  readonly timeout: number
}

export interface EventAsk {
  readonly id: number
  /** How many sign in, at the same time. */
  readonly signIns?: number
  /** Seconds that what waits is sent for. */
  readonly flush?: number
}

export interface EventTold {
  readonly id: number
  readonly waiting?: number
}

const { kind, place, table, receiver, secret, timeout } = JSON.parse(
  process.argv[2]!,
) as EventSettings
const client = (
  kind === "postgres"
    ? new pg.Pool({ connectionString: place, max: 4 })
    : new DatabaseSync(place, { timeout: 10_000 })
) as SqlClient
const hook = webhook(receiver, {
  secret,
  outbox: eventTable(client, { table }),
  timeout,
  firstRetry: 0.05,
  longestRetry: 0.5,
})
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const logger = { error() {}, warn() {}, info() {}, debug() {} }

async function signIn(): Promise<void> {
  const browser = new Browser({ providers: [credentials], securityEvents: hook, logger })
  await browser.post("/callback/credentials")
}

async function answer({ id, signIns, flush }: EventAsk): Promise<EventTold> {
  await Promise.all(Array.from({ length: signIns ?? 0 }, signIn))
  return flush === undefined ? { id } : { id, waiting: await hook.flush(flush) }
}

process.on("message", (ask: EventAsk) => {
  void answer(ask).then((told) => process.send!(told))
})
process.send!({ id: 0 } satisfies EventTold)
