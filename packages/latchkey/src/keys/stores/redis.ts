import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import {
  reasonsToForget,
  type RedisClient,
  type RedisCommand,
  redisCommands,
  redisPairs as pairs,
  unlessHidden,
} from "../../databases/redis.ts"
import { instanceRow, saidText } from "./instance-row.ts"
import { readOnly, volatile } from "./remarks.ts"
import { bytesOf, FORGET_INSTANCES, storeOf, textOf } from "./shared.ts"

export type { IoRedisClient, NodeRedisClient, NodeRedisCluster } from "../../databases/redis.ts"

export interface RedisStoreOptions {
  /** The ring's name. Default `auth`. */
  readonly ring?: string
  /** What the keys' names begin with. Default `latchkey`. */
  readonly prefix?: string
  /** Opens a second connection that is told of changes. Default: changes are seen at the next refresh. */
  readonly subscribe?: "second-connection"
  /**
   * A server that may drop the ring, since it evicts keys or keeps nothing on disk, is refused. `"accepted"` says that
   * this is known: losing the ring while no instance runs ends all sessions.
   */
  readonly volatile?: "accepted"
}

/** A second connection of either kind. */
interface Subscriber {
  connect?(): Promise<unknown>
  subscribe(channel: string, listener?: () => void): Promise<unknown>
  on(event: "message" | "error", listener: () => void): unknown
  disconnect?(): void
  destroy?(): void
}

/** KEYS: ring. ARGV: expected revision or "", document, channel. Answers 1 if written. */
const WRITE = `
local rev = redis.call('HGET', KEYS[1], 'rev')
if (rev or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'rev', tostring((tonumber(rev) or 0) + 1), 'doc', ARGV[2])
redis.call('PUBLISH', ARGV[3], '')
return 1`

/** KEYS: instances. ARGV: instance, revision, root, what else it says. At the server's time. */
const BEAT = `
local now = redis.call('TIME')
local seen = now[1] .. string.format('%03d', math.floor(tonumber(now[2]) / 1000))
local row = {rev = tonumber(ARGV[2]), root = ARGV[3], said = ARGV[4], seen = tonumber(seen)}
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(row))
return 1`

/**
 * Keeps a ring in Redis or Valkey, which must not evict it and must keep it on disk.
 *
 * @param client - A client of ioredis or (connected) of node-redis. Give it a `socketTimeout`, e.g. of two seconds: without
 *   one, a connection that the network has lost is waited for as long as the operating system does.
 * @example
 * ```ts
 * secret: keyring({ store: redisStore(new Redis(process.env.REDIS_URL!)) })
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): KeyStore {
  const { ring = "auth", prefix = "latchkey" } = options
  return storeOf(client, `${prefix} ${ring}`, () => create(client, { ...options, ring, prefix }))
}

function create(
  client: RedisClient,
  options: RedisStoreOptions & { ring: string; prefix: string },
): KeyStore {
  const { ring, prefix } = options
  const command = redisCommands(client)
  // The braces keep both on one node of a cluster.
  const key = `${prefix}:{${ring}}:ring`
  const rows = `${prefix}:{${ring}}:instances`
  const channel = `${prefix}:{${ring}}:changed`
  let lasting: Promise<void> | undefined
  const check = (): Promise<void> => {
    if (options.volatile === "accepted") return Promise.resolve()
    lasting ??= assertLasting(command)
    lasting.catch(() => (lasting = undefined))
    return lasting
  }
  const store: KeyStore = {
    name: `redis:${key}`,
    ring,
    async read() {
      await check()
      const [rev, doc] = (await command("HMGET", key, "rev", "doc")) as unknown[]
      if (rev === null && doc === null) return null
      return { bytes: bytesOf(String(doc)), version: String(rev) }
    },
    async write(bytes, expected) {
      const args = [expected ?? "", textOf(bytes), channel]
      return Number(await command("EVAL", WRITE, "1", key, ...args)) === 1 ? "ok" : "conflict"
    },
    async now() {
      const [seconds, micros] = (await command("TIME")) as unknown[]
      return Number(seconds) * 1000 + Number(micros) / 1000
    },
    async beat(row) {
      const { instance, rev, root } = row
      await command("EVAL", BEAT, "1", rows, instance, String(rev), root, saidText(row) ?? "")
    },
    async instances() {
      const now = await store.now!()
      const all = pairs(await command("HGETALL", rows)).map(([instance, json]) =>
        instanceRow({ ...(JSON.parse(json) as Record<string, unknown>), instance }),
      )
      const gone = all.filter(({ seen }) => seen < now - FORGET_INSTANCES)
      if (gone.length > 0) await command("HDEL", rows, ...gone.map(({ instance }) => instance))
      return all.filter((row) => !gone.includes(row))
    },
    inspect: () => remarksOn(command, key),
  }
  if (options.subscribe !== "second-connection") return store
  return { ...store, watch: (changed) => redisWatch(client, channel, changed) }
}

/** @throws Error where the server may forget the ring. A server that doesn't say is believed. */
async function assertLasting(command: RedisCommand): Promise<void> {
  const [why] = await reasonsToForget(command)
  if (why === undefined) return
  throw new Error(
    `This Redis may lose the ring: ${why}. Use one with noeviction and persistence, or say \`volatile: "accepted"\`.`,
  )
}

async function remarksOn(command: RedisCommand, key: string): Promise<StoreRemark[]> {
  const remarks = (await reasonsToForget(command)).map(volatile)
  const [role] = (await unlessHidden(command("ROLE"))) as unknown[]
  if (String(role) === "slave") remarks.push(readOnly("it is a replica"))
  const user = await unlessHidden(command("ACL", "WHOAMI"))
  if (typeof user !== "string" || role === "slave") return remarks
  // From Redis 7 on it tells without doing it.
  const verdict = await command("ACL", "DRYRUN", user, "HSET", key, "doc", "").catch(() => "OK")
  if (String(verdict) !== "OK") remarks.push(readOnly(`its user ${user} may not write ${key}`))
  return remarks
}

/** Listens to a channel by a second connection; answers how to stop. */
export function redisWatch(client: RedisClient, channel: string, changed: () => void): () => void {
  const second = client.duplicate() as Subscriber
  const ignore = (): void => {}
  second.on("error", ignore)
  if ("sendCommand" in client && !("call" in client)) {
    const connected = second.connect!()
    connected
      .then(() => second.subscribe(channel, changed))
      .then(changed)
      .catch(ignore)
    return () => second.destroy!()
  }
  second.on("message", changed)
  // What was told before we listened is lost: whoever listens looks once more.
  second.subscribe(channel).then(changed).catch(ignore)
  return () => second.disconnect!()
}
