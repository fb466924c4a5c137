/** One of several servers: watches until a session counts no more here, and ends sessions. */
import pg from "pg"
import { createClient } from "redis"
import { type AuthConfig, getSession, revokeSessions } from "latchkey"
import { postgresRevocations } from "latchkey/revocations/postgres"
import { redisRevocations } from "latchkey/revocations/redis"
import { secretsOf } from "../harness/row.ts"
import { logger } from "../harness/quiet.ts"

type Store = ReturnType<typeof postgresRevocations>
type Message = { readonly watch: string } | { readonly end: string }

const [, , kind, url, name] = process.argv as [string, string, "postgres" | "redis", string, string]

const opened = {
  async postgres(): Promise<Store> {
    const listen = new pg.Client(url)
    await listen.connect()
    return postgresRevocations(new pg.Pool({ connectionString: url, max: 2 }), {
      table: name,
      listen,
    })
  },
  async redis(): Promise<Store> {
    const client = createClient({ url })
    await client.connect()
    return redisRevocations(client, { prefix: name, subscribe: "second-connection" })
  },
}

const session = {
  strategy: "jwt" as const,
  // Far longer than a round: what is seen sooner was pushed.
  revocable: { store: await opened[kind](), refresh: 600, staleness: 3600 },
}
const config: AuthConfig = { secret: secretsOf(1), providers: [], trustHost: true, logger, session }

const isIn = async (cookie: string): Promise<boolean> =>
  (await getSession(new Request("https://app.example.com/", { headers: { cookie } }), config)) !==
  null

/** Milliseconds since the epoch, with fractions: the clock of the machine, which all of them share. */
const now = (): number => performance.timeOrigin + performance.now()

/** Between two looks: as busy servers have them, and short beside what is measured. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

process.on("message", async (message: Message) => {
  if ("end" in message) {
    process.send!({ began: now() })
    await revokeSessions(config, { user: message.end })
    return
  }
  if (!(await isIn(message.watch))) throw new Error("The session was over before it began.")
  process.send!({ watching: true })
  while (await isIn(message.watch)) await pause()
  process.send!({ over: now() })
})
process.send!({ ready: true })
