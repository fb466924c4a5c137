import type { Adapter } from "../contracts/adapter.ts"
import { onePerClient } from "../crypto/memo.ts"
import {
  reasonsToForget,
  type RedisClient,
  type RedisCommand,
  type UpstashRedisClient,
} from "../databases/redis.ts"
import { errorDocs } from "../errors.ts"
import { redisRecords } from "../records/redis.ts"
import { redisRevocations } from "../revocations/redis.ts"
import { accountMethods } from "./redis/accounts.ts"
import { authenticatorMethods } from "./redis/authenticators.ts"
import { placeOf } from "./redis/place.ts"
import { sessionMethods } from "./redis/sessions.ts"
import { tokenMethods } from "./redis/tokens.ts"
import { type RedisMethods, withUpstashData } from "./redis/upstash-data.ts"
import { userMethods } from "./redis/users.ts"

export type {
  IoRedisClient,
  NodeRedisClient,
  NodeRedisCluster,
  RedisClient,
  UpstashRedisClient,
} from "../databases/redis.ts"

export interface RedisAdapterOptions {
  /** What the keys' names begin with. Default `latchkey`. */
  readonly prefix?: string
  /** Milliseconds that an answer may take; then the request fails, and is answered 503. Default 5000. */
  readonly timeout?: number
  /**
   * The data of `@auth/upstash-redis-adapter` in this Redis are taken over as they are used; `baseKeyPrefix` as it had
   * it. Needs further look-ups for what isn't found, so leave it out where there are none.
   */
  readonly upstash?: { readonly baseKeyPrefix?: string }
  /** Opens a second connection that is told at once of sessions that end. Default: within `refresh` seconds. */
  readonly subscribe?: "second-connection"
}

/** What {@link RedisAdapter} has: everything but transactions. */
export type RedisAdapterMethods = Required<Omit<Adapter, "transaction">>

/**
 * Keeps users, accounts, sessions and tokens in Redis (6.2 or later), Valkey, or a cluster of them, which must keep them on disk and
 * evict nothing: what it loses are accounts of people.
 *
 * - Of a session only a hash of its token is stored. It goes by itself when it is over.
 * - Each step is one command or one short script, on one key or on keys of one user. E-mail addresses and accounts are
 *   unique; what a crash leaves half-way counts as none.
 * - Fields that the application adds to a user or an account are stored as JSON, dates as dates.
 * - There are no transactions.
 *
 * @param client - `createClient()` or `createCluster()` of node-redis, connected; `new Redis()` or `new Cluster()` of
 *   ioredis; or `new Redis()` of @upstash/redis. Listen to its `error`, or node-redis ends the process at the first.
 * @throws TypeError for anything else
 *
 * @example
 * ```ts
 * import { RedisAdapter } from "latchkey/adapters/redis"
 * import { createClient } from "redis"
 *
 * const client = await createClient({ url: process.env.REDIS_URL! }).on("error", console.error).connect()
 * export const { handlers, auth } = NextAuth({ adapter: RedisAdapter(client), providers: [GitHub] })
 * ```
 */
export function RedisAdapter(
  client: RedisClient | UpstashRedisClient,
  options: RedisAdapterOptions = {},
): RedisAdapterMethods {
  const { prefix = "latchkey", timeout = 5_000, upstash, subscribe } = options
  const base = upstash && (upstash.baseKeyPrefix ?? "")
  const place = JSON.stringify([prefix, timeout, base, subscribe])
  return onePerClient("redis-adapters", client, place, () => {
    const keys = placeOf(client, { prefix, timeout, onFirst: warnOfLoss })
    const methods: RedisMethods = {
      ...userMethods(keys),
      ...accountMethods(keys),
      ...sessionMethods(keys),
      ...tokenMethods(keys),
      ...authenticatorMethods(keys),
    }
    return {
      ...(base === undefined ? methods : withUpstashData(methods, keys, base)),
      records: redisRecords(client, { prefix }),
      revocations: redisRevocations(client, { prefix, ...(subscribe && { subscribe }) }),
    }
  })
}

/** Once per client. A server that does not answer is told of by what is asked of it. */
async function warnOfLoss(command: RedisCommand): Promise<void> {
  const reasons = await reasonsToForget(command).catch(() => [])
  for (const reason of reasons) {
    const code = "volatile-store"
    const said = `This Redis may lose users and sessions: ${reason}.`
    // An adapter has no logger: what it does is not of one request.
    // oxlint-disable-next-line no-console
    console.warn(`[auth][warn][${code}] ${said} Read more at ${errorDocs(code)}`)
  }
}
