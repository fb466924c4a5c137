import type { SessionRecord, SessionRecords, WantedSessions } from "../contracts/session-records.ts"
import { onePerClient } from "../crypto/memo.ts"
import {
  type RedisClient,
  type RedisCommand,
  redisCommands,
  type UpstashRedisClient,
} from "../databases/redis.ts"
import { newestFirst, wanted } from "./shared.ts"

export interface RedisRecordOptions {
  /** What the keys' names begin with. Default `latchkey`. */
  readonly prefix?: string
}

/**
 * A user's sessions are one hash. Of each it has what never changes as JSON (`r`), and what does: seen (`s`), expires
 * (`e`), address (`i`), user agent (`a`). Parts of a name are split at `:`, which no part has.
 */
const LIFE = `
local function lives(key, id)
  return redis.call('HEXISTS', key, 'r:' .. id) == 1
end
local function drop(key, id)
  return redis.call('HDEL', key, 'r:' .. id, 's:' .. id, 'e:' .. id, 'i:' .. id, 'a:' .. id)
end
local function use(key, id, seen, expires, ip, agent, now)
  local function later(field, value)
    local known = redis.call('HGET', key, field)
    if not known or tonumber(known) < tonumber(value) then redis.call('HSET', key, field, value) end
  end
  later('s:' .. id, seen)
  later('e:' .. id, expires)
  if ip ~= '' then redis.call('HSET', key, 'i:' .. id, ip) end
  if agent ~= '' then redis.call('HSET', key, 'a:' .. id, agent) end
  local left = tonumber(expires) - tonumber(now)
  if left > redis.call('PTTL', key) then redis.call('PEXPIRE', key, string.format('%.0f', math.max(left, 1))) end
end
`

/** KEYS: user. ARGV: id, seen, expires, ip, agent, now, JSON. What is over goes. */
const ADD = `${LIFE}
local all = redis.call('HGETALL', KEYS[1])
for n = 1, #all, 2 do
  if string.sub(all[n], 1, 2) == 'e:' and tonumber(all[n + 1]) <= tonumber(ARGV[6]) then drop(KEYS[1], string.sub(all[n], 3)) end
end
if lives(KEYS[1], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'r:' .. ARGV[1], ARGV[7])
use(KEYS[1], unpack(ARGV, 1, 6))
return 1`

/** KEYS: user. ARGV: id, seen, expires, ip, agent, now. Answers the JSON. */
const TOUCH = `${LIFE}
if not lives(KEYS[1], ARGV[1]) then return false end
use(KEYS[1], unpack(ARGV, 1, 6))
return redis.call('HGET', KEYS[1], 'r:' .. ARGV[1])`

/** KEYS: user. In protocol version 3 the command itself would answer a map. */
const LIST = `return redis.call('HGETALL', KEYS[1])`

/** KEYS: user. ARGV: "only" or "all but", id. Answers what it removed. */
const REMOVE = `${LIFE}
local gone = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local id = string.sub(field, 3)
  if string.sub(field, 1, 2) == 'r:' and (id == ARGV[2]) == (ARGV[1] == 'only') then
    drop(KEYS[1], id)
    gone[#gone + 1] = id
  end
end
return gone`

/** KEYS: index. ARGV: expires, member, now. */
const INDEX = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local known = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not known or tonumber(known) < tonumber(ARGV[1]) then redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2]) end
local left = tonumber(ARGV[1]) - tonumber(ARGV[3])
if left > redis.call('PTTL', KEYS[1]) then redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(left, 1))) end
return 1`

/**
 * Lists sessions in Redis or Valkey. Each is forgotten by itself when it is over. A server that evicts keys forgets what
 * is listed; no session ends by that, nor goes on.
 *
 * @param client - A client of ioredis, or (connected) of node-redis, also of a cluster; or of @upstash/redis.
 * @throws TypeError for anything else
 * @example
 * ```ts
 * const records = redisRecords(new Redis(process.env.REDIS_URL!))
 * ```
 */
export function redisRecords(
  client: RedisClient | UpstashRedisClient,
  options: RedisRecordOptions = {},
): SessionRecords {
  const { prefix = "latchkey" } = options
  const command = redisCommands(client)
  return onePerClient("session-records", client, `redis ${prefix}`, () => create(command, prefix))
}

function create(command: RedisCommand, prefix: string): SessionRecords {
  const keys = keysFor(prefix)
  const script = (text: string, key: string, ...args: (string | number)[]): Promise<unknown> =>
    command("EVAL", text, "1", key, ...args.map(String))
  const index = (record: SessionRecord, expires: number): Promise<unknown> =>
    Promise.all(
      keys.indexes(record).map((key) => script(INDEX, key, expires, memberOf(record), Date.now())),
    )
  const ofUser = async (user: string, now: number): Promise<SessionRecord[]> =>
    recordsOf((await script(LIST, keys.user(user))) as unknown[])
      .filter(({ expires }) => expires > now)
      .sort(newestFirst)
  /** Names of what is found, without knowing whether it is there still. */
  const members = async (which: WantedSessions): Promise<string[]> =>
    ((await command("ZRANGE", keys.index(which), "0", "-1")) as unknown[]).map(textOf)
  return {
    name: `redis:${prefix}:sessions`,
    async add(record) {
      const { id, user, seen, expires, ip, userAgent, ...fixed } = record
      // The ways to find it come first: one that leads nowhere harms nobody.
      await index(record, expires)
      const json = JSON.stringify({ ...fixed, id, user })
      const use = [id, seen, expires, ip ?? "", userAgent ?? "", Date.now()]
      await script(ADD, keys.user(user), ...use, json)
    },
    async touch({ id, seen, expires, ip, userAgent }) {
      const [member] = await members({ id })
      if (member === undefined) return false
      const user = userOf(member)
      const use = [id, seen, expires, ip ?? "", userAgent ?? "", Date.now()]
      const json = await script(TOUCH, keys.user(user), ...use)
      if (json === null) return false
      await index(JSON.parse(textOf(json)) as SessionRecord, expires)
      return true
    },
    list: ofUser,
    async find(which, now) {
      const users = new Set((await members(which)).map(userOf))
      const lists = await Promise.all([...users].map((user) => ofUser(user, now)))
      return lists
        .flat()
        .filter((record) => wanted(record, which))
        .sort(newestFirst)
    },
    async remove(user, { only, except } = {}) {
      if (only !== undefined && only === except) return []
      const which = only === undefined ? ["all but", except ?? ""] : ["only", only]
      return ((await script(REMOVE, keys.user(user), ...which)) as unknown[]).map(String)
    },
  }
}

interface Keys {
  user(user: string): string
  index(which: WantedSessions): string
  indexes(record: SessionRecord): string[]
}

/** The braces keep what is of one user on one node of a cluster. */
function keysFor(prefix: string): Keys {
  const key = (kind: string, ...parts: string[]): string =>
    `${prefix}:sessions:${kind}:{${parts.map(encodeURIComponent).join(":")}}`
  const index = (which: WantedSessions): string => {
    if ("id" in which) return key("id", which.id)
    return "providerSession" in which
      ? key("session", which.provider, which.providerSession)
      : key("account", which.provider, which.providerAccountId)
  }
  return {
    user: (user) => key("user", user),
    index,
    indexes: ({ id, provider, providerSession, providerAccountId }) => [
      index({ id }),
      ...(providerSession === undefined ? [] : [index({ provider, providerSession })]),
      ...(providerAccountId === undefined ? [] : [index({ provider, providerAccountId })]),
    ],
  }
}

/** JSON as it was stored: Upstash's client has read it already. */
function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

function memberOf({ user, id }: SessionRecord): string {
  return JSON.stringify([user, id])
}

function userOf(member: string): string {
  return (JSON.parse(member) as [string])[0]
}

function recordsOf(reply: readonly unknown[]): SessionRecord[] {
  const fields = new Map<string, string>()
  for (let n = 0; n < reply.length; n += 2) fields.set(String(reply[n]), textOf(reply[n + 1]))
  return [...fields]
    .filter(([name]) => name.startsWith("r:"))
    .map(([name, json]) => {
      const id = name.slice(2)
      const [ip, userAgent] = [fields.get(`i:${id}`), fields.get(`a:${id}`)]
      return {
        ...(JSON.parse(json) as SessionRecord),
        seen: Number(fields.get(`s:${id}`)),
        expires: Number(fields.get(`e:${id}`)),
        ...(ip === undefined ? {} : { ip }),
        ...(userAgent === undefined ? {} : { userAgent }),
      }
    })
}
