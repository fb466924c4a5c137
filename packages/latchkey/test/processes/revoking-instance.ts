/** One of several processes: answers whether a session counts, and ends sessions. */
import { Redis } from "ioredis"
import pg from "pg"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { RevocationStore } from "../../src/contracts/revocations.ts"
import { getSession, revokeSessions } from "../../src/index.ts"
import { postgresRevocations } from "../../src/revocations/postgres.ts"
import { redisRevocations } from "../../src/revocations/redis.ts"

export interface RevokingSettings {
  readonly kind: "postgres" | "redis"
  readonly url: string
  /** Of the table, or the prefix of its key. */
  readonly name: string
  /** Whether the store calls. */
  readonly push: boolean
  readonly secret: string
  /** Seconds. */
  readonly refresh: number
  readonly staleness: number
}

export interface Ask {
  readonly id: number
  /** Whose sessions end; else whether the session of this cookie counts. */
  readonly end?: string
  readonly cookie?: string
}

export interface Told {
  readonly id: number
  readonly in?: boolean
  readonly error?: string
}

const settings = JSON.parse(process.argv[2]!) as RevokingSettings

async function storeOf({ kind, url, name, push }: RevokingSettings): Promise<RevocationStore> {
  if (kind === "redis") {
    const client = new Redis(url, { maxRetriesPerRequest: 0 })
    client.on("error", () => {})
    return redisRevocations(
      client,
      push ? { prefix: name, subscribe: "second-connection" } : { prefix: name },
    )
  }
  const pool = new pg.Pool({ connectionString: url, max: 2, query_timeout: 2_000 })
  pool.on("error", () => {})
  if (!push) return postgresRevocations(pool, { table: name })
  const listen = new pg.Client(url)
  listen.on("error", () => {})
  await listen.connect()
  return postgresRevocations(pool, { table: name, listen })
}

const { secret, refresh, staleness } = settings
const config: AuthConfig = {
  providers: [],
  secret,
  trustHost: true,
  logger: { error: () => {}, info: () => {} },
  session: { strategy: "jwt", revocable: { store: await storeOf(settings), refresh, staleness } },
}

async function answer({ end, cookie = "" }: Ask): Promise<Omit<Told, "id">> {
  try {
    if (end !== undefined) {
      await revokeSessions(config, { user: end })
      return {}
    }
    const request = new Request("https://app.example/", { headers: { cookie } })
    return { in: (await getSession(request, config)) !== null }
  } catch (error) {
    return { error: (error as Error).name }
  }
}

process.on("message", (ask: Ask) => {
  void answer(ask).then((told) => process.send!({ id: ask.id, ...told }))
})
process.send!({ id: 0 })
