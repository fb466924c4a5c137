import type { Adapter } from "../contracts/adapter.ts"
import { onePerClient } from "../crypto/memo.ts"
import type { RedisClient, UpstashRedisClient } from "../databases/redis.ts"
import { redisRevocations } from "../revocations/redis.ts"
import { accountMethods } from "./redis/accounts.ts"
import { authenticatorMethods } from "./redis/authenticators.ts"
import { placeOf } from "./redis/place.ts"
import { redisRecords } from "./redis/records.ts"
import { sessionMethods } from "./redis/sessions.ts"
import { tokenMethods } from "./redis/tokens.ts"
import { userMethods } from "./redis/users.ts"

export interface RedisAdapterOptions {
  /** What the keys' names begin with. Default `latchkey`. */
  readonly prefix?: string
  /** Milliseconds that an answer may take; then the request fails (503). Default 5000. */
  readonly timeout?: number
}

/** What {@link RedisAdapter} has: everything but transactions. */
export type RedisAdapterMethods = Required<Omit<Adapter, "transaction">>

export function RedisAdapter(
  client: RedisClient | UpstashRedisClient,
  options: RedisAdapterOptions = {},
): RedisAdapterMethods {
  const { prefix = "latchkey", timeout = 5_000 } = options
  return onePerClient("redis-adapters", client, JSON.stringify([prefix, timeout]), () => {
    const place = placeOf(client, { prefix, timeout })
    return {
      ...userMethods(place),
      ...accountMethods(place),
      ...sessionMethods(place),
      ...tokenMethods(place),
      ...authenticatorMethods(place),
      records: redisRecords(place, prefix),
      revocations: redisRevocations(client, { prefix }),
    }
  })
}
