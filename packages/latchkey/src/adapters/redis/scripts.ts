/** KEYS: record. ARGV: its end in milliseconds since the epoch or "", fields. Answers 1, or 0 where there is one. */
export const INSERT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
if ARGV[1] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[1]) end
return 1`

/** KEYS: record. ARGV: revision that it must have or "", fields. Answers the record, "moved", or nothing. */
export const UPDATE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if ARGV[1] ~= '' and (redis.call('HGET', KEYS[1], '#rev') or '0') ~= ARGV[1] then return 'moved' end
if #ARGV > 1 then redis.call('HSET', KEYS[1], unpack(ARGV, 2)) end
if ARGV[1] ~= '' then redis.call('HINCRBY', KEYS[1], '#rev', 1) end
return redis.call('HGETALL', KEYS[1])`

/** KEYS: record. ARGV: the field \`userId\` that it must have, or "". Takes the record out, and answers it or nothing. */
export const TAKE = `
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'userId') ~= ARGV[1] then return false end
local found = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return found`

/**
 * KEYS: user. ARGV: address as a field. Whether the user has it. If not, the user's revision moves: who read the user
 * before and would give them that address now has to look again.
 */
export const FENCE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HGET', KEYS[1], 'email') == ARGV[1] then return 1 end
redis.call('HINCRBY', KEYS[1], '#rev', 1)
return 0`

/** KEYS: text. ARGV: what it must be, what it becomes. Answers 1 or 0. */
export const SWAP = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`

/** KEYS: text. ARGV: what it must be. Answers 1 or 0. */
export const DROP = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/** KEYS: user, set. ARGV: member. Adds what belongs to a user who is there; else answers 0. */
export const OWN = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SADD', KEYS[2], ARGV[1])
return 1`

/** KEYS: user, list. ARGV: member, its end. Notes what belongs to a user who is there; else answers 0. */
export const OWN_UNTIL = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local now = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', tonumber(now[1]) * 1000 - 1000)
redis.call('ZADD', KEYS[2], 'GT', ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', tonumber(last[2]))) end
return 1`

/**
 * KEYS: record. ARGV: how many fields are expected, these, fields to set. An empty value is no field. Answers the record,
 * or nothing where there is none, or another one than expected.
 */
export const UPDATE_IF = `
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local last = 1 + 2 * tonumber(ARGV[1])
for i = 2, last, 2 do
  local value = redis.call('HGET', KEYS[1], ARGV[i])
  if not value or value == 'jnull' then value = '' end
  if value ~= ARGV[i + 1] then return false end
end
for i = last + 1, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
return redis.call('HGETALL', KEYS[1])`

/** KEYS: session. ARGV: its new end or "", fields. Answers the session, or nothing. */
export const RENEW = `
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if #ARGV > 1 then redis.call('HSET', KEYS[1], unpack(ARGV, 2)) end
local found = redis.call('HGETALL', KEYS[1])
if ARGV[1] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[1]) end
return found`

/** KEYS: counter. ARGV: by how much, when it ends. The first end stands. Answers the count. */
export const COUNT = `
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) == -1 then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return count`

/** KEYS: lease. ARGV: holder, milliseconds. Answers 1 where the holder has it now. */
export const LEASE = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

/**
 * KEYS: token. Takes it out, and answers it or nothing. A server that is full deletes all the same: what it would not
 * keep stays, since whoever used it up could not be let in.
 */
export const USE = `
local found = redis.call('GET', KEYS[1])
if not found then return false end
redis.call('SET', KEYS[1], found, 'KEEPTTL')
redis.call('DEL', KEYS[1])
return found`
