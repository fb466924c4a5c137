/** A client of ioredis, `new Redis()` or `new Cluster()`, as far as we use it. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(): object
}

/** What `createClient()` of node-redis answers, connected, as far as we use it. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): object
}

/** What `createCluster()` of node-redis answers, connected, as far as we use it. */
export interface NodeRedisCluster {
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean | undefined,
    args: string[],
  ): Promise<unknown>
  nodeClient(...node: never[]): unknown
  duplicate(): object
}

/** A Redis or Valkey, or a cluster of them, by whoever's client. */
export type RedisClient = IoRedisClient | NodeRedisClient | NodeRedisCluster

/** `new Redis()` of @upstash/redis, as far as we use it. It takes answers that look like JSON for JSON. */
export interface UpstashRedisClient {
  exec(command: [name: string, ...args: string[]]): Promise<unknown>
  pipeline(): object
}

export type RedisCommand = (...args: string[]) => Promise<unknown>

/** Commands that are about the server; all others of ours have their first key first. */
const KEYLESS = new Set(["CONFIG", "ROLE", "ACL", "TIME", "INFO"])

/** What a cluster finds the node by. */
function keyOf([name, first, numkeys, key]: readonly string[]): string | undefined {
  if (name === "EVAL" || name === "EVALSHA") return numkeys === "0" ? undefined : key
  return KEYLESS.has(name!) ? undefined : first
}

/**
 * Sends commands by a client of any kind.
 *
 * @throws TypeError for anything else
 */
export function redisCommands(client: RedisClient | UpstashRedisClient): RedisCommand {
  if ("call" in client && typeof client.call === "function") {
    return (name, ...args) => client.call(name, ...args)
  }
  if ("nodeClient" in client) {
    return (...args) => client.sendCommand(keyOf(args), false, args)
  }
  if ("sendCommand" in client) return (...args) => client.sendCommand(args)
  if ("exec" in client && "pipeline" in client) {
    return (...args) => client.exec(args as [string, ...string[]])
  }
  throw new TypeError(
    "This is no client of Redis that is known: give createClient() or createCluster() of node-redis, new Redis() or new Cluster() of ioredis, or new Redis() of @upstash/redis.",
  )
}

/** A reply of names and values: a list in protocol version 2, a map or an object in 3. */
export function redisPairs(reply: unknown): [string, string][] {
  if (reply instanceof Map) return [...reply] as [string, string][]
  if (!Array.isArray(reply)) return Object.entries((reply ?? {}) as Record<string, string>)
  const list = reply as unknown[]
  return list.flatMap((name, i) =>
    i % 2 === 0 ? [[String(name), String(list[i + 1])] as [string, string]] : [],
  )
}

/** Why what is written may be lost. A server that doesn't say is believed. */
export async function reasonsToForget(command: RedisCommand): Promise<string[]> {
  const config = async (name: string): Promise<string | undefined> =>
    redisPairs(await unlessHidden(command("CONFIG", "GET", name)))[0]?.[1]
  const [policy, memory, append, save] = await Promise.all(
    ["maxmemory-policy", "maxmemory", "appendonly", "save"].map(config),
  )
  const evicts = policy !== undefined && policy !== "noeviction" && memory !== "0"
  const forgets = append === "no" && save === ""
  return [
    ...(evicts ? [`it evicts keys (maxmemory-policy ${policy})`] : []),
    ...(forgets ? ["it keeps nothing on disk"] : []),
  ]
}

/** Hosted servers don't show their configuration. */
export function unlessHidden(reply: Promise<unknown>): Promise<unknown> {
  return reply.catch((error: unknown) => {
    if (/unknown command|NOPERM|not allowed|disabled/i.test(String(error))) return []
    throw error
  })
}
