import type { Redemption, RegisteredChange, SessionRegister } from "../../contracts/register.ts"
import { type RedisClient, redisCommands } from "../../databases/redis.ts"
import { registerFor } from "./shared.ts"

export interface RedisRegisterOptions {
  /** What the keys' names begin with. Default `latchkey`. */
  readonly prefix?: string
}

/** KEYS: session. ARGV: claims, expires. An id that is there keeps what it has. */
const ADD = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'claims', ARGV[1], 'expires', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1`

/** KEYS: session. ARGV: claims, new claims, new end. */
const RENEW = `
if redis.call('HGET', KEYS[1], 'claims') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'claims', ARGV[2], 'expires', ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1`

/** KEYS: session. ARGV: claims, revoked, now, grace. See `SessionRegister.redeem`. */
const REDEEM = `
local claims, former, expires, moved =
  unpack(redis.call('HMGET', KEYS[1], 'claims', 'former', 'expires', 'moved'))
if not claims or tonumber(expires) <= tonumber(ARGV[3]) then return 0 end
moved = tonumber(moved or '0')
local same = claims == ARGV[1]
if moved < tonumber(ARGV[2]) then
  if not same then return 0 end
elseif moved <= tonumber(ARGV[3]) - tonumber(ARGV[4]) or not (same or former == ARGV[1]) then
  return 0
end`

/** The same; then ARGV: new claims, new end, time of the move. The first move counts. */
const MOVE = `${REDEEM}
if ARGV[5] ~= ARGV[1] then redis.call('HSET', KEYS[1], 'claims', ARGV[5], 'former', ARGV[1]) end
redis.call('HSET', KEYS[1], 'expires', ARGV[6])
if moved < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'moved', ARGV[7]) end
redis.call('PEXPIREAT', KEYS[1], ARGV[6])
return 1`

/**
 * Knows sessions in Redis or Valkey, which forgets them when they end. What it evicts or loses ends when its key is
 * revoked, and only then.
 *
 * @param client - A client of ioredis or (connected) of node-redis.
 * @throws TypeError for anything else
 * @example
 * ```ts
 * session: { register: redisRegister(new Redis(process.env.REDIS_URL!)) }
 * ```
 */
export function redisRegister(
  client: RedisClient,
  options: RedisRegisterOptions = {},
): SessionRegister {
  const { prefix = "latchkey" } = options
  return registerFor(client, prefix, () => create(client, prefix))
}

function create(client: RedisClient, prefix: string): SessionRegister {
  const command = redisCommands(client)
  const run = async (script: string, id: string, args: (string | number)[]): Promise<boolean> => {
    const reply = await command("EVAL", script, "1", `${prefix}:session:${id}`, ...args.map(String))
    return Number(reply) === 1
  }
  return {
    name: `redis:${prefix}:session`,
    async add({ id, claims, expires }) {
      await run(ADD, id, [claims, expires])
    },
    renew: ({ id, claims }, change) => run(RENEW, id, [claims, change.claims, change.expires]),
    redeem: (asked) => run(`${REDEEM}\nreturn 1`, asked.id, entering(asked)),
    move: (asked, change) => run(MOVE, asked.id, [...entering(asked), ...moving(asked, change)]),
    async remove(id) {
      await command("DEL", `${prefix}:session:${id}`)
    },
  }
}

function entering({ claims, revoked, now, grace }: Redemption): (string | number)[] {
  return [claims, revoked, now, grace]
}

/** Never before the revocation that it answers, whatever this clock says. */
function moving(asked: Redemption, change: RegisteredChange): (string | number)[] {
  return [change.claims, change.expires, Math.max(asked.now, asked.revoked)]
}
