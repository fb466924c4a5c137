/** One of several servers: watches until a session counts no more here, ends sessions, and checks. */
import pg from "pg"
import { createClient } from "redis"
import { type AuthConfig, getSession, revokeSessions } from "latchkey"
import { postgresRevocations } from "latchkey/revocations/postgres"
import { redisRevocations } from "latchkey/revocations/redis"
import { secretsOf } from "../harness/row.ts"
import { logger } from "../harness/quiet.ts"
import { slice } from "../harness/work.ts"

type Store = ReturnType<typeof postgresRevocations>
type Message =
  | { readonly watch: string }
  | { readonly end: string }
  | { readonly check: string; readonly milliseconds: number }

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

const kept = {
  strategy: "jwt" as const,
  // Far longer than a round: what is seen sooner was pushed.
  revocable: { store: await opened[kind](), refresh: 600, staleness: 3600 },
}
const config: AuthConfig = {
  secret: secretsOf(1),
  providers: [],
  trustHost: true,
  logger,
  session: kept,
}

const session = async (cookie: string): Promise<unknown> =>
  getSession(new Request("https://app.example.com/", { headers: { cookie } }), config)

async function mustBeIn(cookie: string): Promise<void> {
  if (!(await session(cookie))) throw new Error("A session that nobody has ended is refused.")
}

/** Milliseconds since the epoch, with fractions: the clock of the machine, which all of them share. */
const now = (): number => performance.timeOrigin + performance.now()

/** Between two looks: as busy servers have them, and short beside what is measured. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

const say = (result: object): void => void process.send!({ result })

async function answer(message: Message): Promise<void> {
  if ("end" in message) {
    say({ began: now() })
    await revokeSessions(config, { user: message.end })
  } else if ("check" in message) {
    await mustBeIn(message.check)
    say(await slice(() => session(message.check), message.milliseconds))
  } else {
    await mustBeIn(message.watch)
    say({ watching: true })
    while (await session(message.watch)) await pause()
    say({ over: now() })
  }
}

process.on("message", (message: Message) => {
  answer(message).catch((error: Error) => process.send!({ error: error.stack }))
})
process.on("disconnect", () => process.exit())
say({ ready: true })
