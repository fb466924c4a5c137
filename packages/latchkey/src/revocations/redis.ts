import type { RevocationStore, SessionRevocation } from "../contracts/revocations.ts"
import { type RedisClient, redisCommands, type UpstashRedisClient } from "../databases/redis.ts"
import { redisWatch } from "../keys/stores/redis.ts"
import { revocationsFor } from "./shared.ts"

export interface RedisRevocationOptions {
  /** What the key's name begins with. Default `latchkey`. */
  readonly prefix?: string
  /** Opens a second connection that is told of what ends. Default: it is seen at the next look. */
  readonly subscribe?: "second-connection"
}

/** How many entries one answer has at the most. */
const PAGE = 1_000

/**
 * KEYS: stream. ARGV: milliseconds for which the longest entry is needed, channel, JSON. The stream is cut at the server's
 * time, and never for an entry that was kept with a longer need.
 */
const ADD = `
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local longest = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or '0'))
redis.call('SET', KEYS[2], string.format('%.0f', longest), 'PX', string.format('%.0f', longest * 2))
redis.call('XADD', KEYS[1], 'MINID', '~', string.format('%.0f', now - longest), '*', 'r', ARGV[3])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', longest * 2))
redis.call('PUBLISH', ARGV[2], '')
return 1`

/**
 * Keeps what has ended in a stream of Redis or Valkey, which must not evict it and must keep it on disk: what it loses
 * is let in again by instances that start later.
 *
 * @param client - A client of ioredis, or (connected) of node-redis, also of a cluster; or of @upstash/redis, which has no
 *   second connection.
 * @throws TypeError for anything else
 * @example
 * ```ts
 * const store = redisRevocations(new Redis(process.env.REDIS_URL!), { subscribe: "second-connection" })
 * ```
 */
export function redisRevocations(
  client: RedisClient | UpstashRedisClient,
  options: RedisRevocationOptions = {},
): RevocationStore {
  const { prefix = "latchkey" } = options
  return revocationsFor(client, prefix, () => create(client, prefix, options))
}

function create(
  client: RedisClient | UpstashRedisClient,
  prefix: string,
  { subscribe }: RedisRevocationOptions,
): RevocationStore {
  const command = redisCommands(client)
  // The braces keep both on one node of a cluster.
  const stream = `${prefix}:{sessions}:revoked`
  const channel = `${stream}:changed`
  const store: RevocationStore = {
    name: `redis:${stream}`,
    async add(revocation) {
      const needed = Math.max(1_000, Math.ceil(revocation.until - Date.now()))
      const args = [String(needed), channel, JSON.stringify(revocation)]
      await command("EVAL", ADD, "2", stream, `${stream}:longest`, ...args)
    },
    async since(cursor) {
      const revocations: SessionRevocation[] = []
      let last = cursor ?? "0-0"
      for (;;) {
        const reply = await command("XRANGE", stream, `(${last}`, "+", "COUNT", String(PAGE))
        const entries = reply as [string, string[]][]
        for (const [id, fields] of entries) {
          last = String(id)
          revocations.push(revocationOf(fields[1]))
        }
        if (entries.length < PAGE) break
      }
      const now = Date.now()
      return { revocations: revocations.filter(({ until }) => until > now), cursor: last }
    },
  }
  if (subscribe !== "second-connection" || !("duplicate" in client)) return store
  return { ...store, watch: (changed) => redisWatch(client, channel, changed) }
}

/** Upstash's client has read the JSON already. */
function revocationOf(text: unknown): SessionRevocation {
  return (typeof text === "string" ? JSON.parse(text) : text) as SessionRevocation
}
