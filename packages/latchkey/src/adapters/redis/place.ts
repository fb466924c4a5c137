import { crypto, toHex } from "../../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../../crypto/memo.ts"
import {
  type RedisClient,
  type RedisCommand,
  redisCommands,
  type UpstashRedisClient,
} from "../../databases/redis.ts"
import { namesOf, type RedisNames } from "./names.ts"

/** Where an adapter's keys lie, and how they are reached. */
export interface RedisPlace {
  readonly names: RedisNames
  readonly command: RedisCommand
  /** Runs a script on keys of one slot. */
  run(script: string, keys: readonly string[], args?: readonly string[]): Promise<unknown>
}

/** Scripts by their text; a server knows them by SHA-1. */
const digests = (): BoundedMap<string, string> =>
  sharedMemo("redis-scripts", () => new BoundedMap<string, string>(100))

async function digestOf(script: string): Promise<string> {
  const known = digests().get(script)
  if (known !== undefined) return known
  const bytes = await globalThis.crypto.subtle.digest("SHA-1", crypto.toUtf8(script))
  const digest = toHex(new Uint8Array(bytes))
  digests().set(script, digest)
  return digest
}

export interface RedisPlaceOptions {
  readonly prefix: string
  /** Milliseconds that an answer may take: clients wait for a server that is gone, some for ever. */
  readonly timeout: number
  /** Is called beside the first command. Never rejects. */
  readonly onFirst: (command: RedisCommand) => Promise<void>
}

export function placeOf(
  client: RedisClient | UpstashRedisClient,
  { prefix, timeout, onFirst }: RedisPlaceOptions,
): RedisPlace {
  const send = redisCommands(client)
  let first = true
  const command: RedisCommand = (...args) => {
    if (first) {
      first = false
      void onFirst(command)
    }
    return within(timeout, () => send(...args))
  }
  return {
    names: namesOf(prefix),
    command,
    async run(script, keys, args = []) {
      const rest = [String(keys.length), ...keys, ...args]
      try {
        return await command("EVALSHA", await digestOf(script), ...rest)
      } catch (error) {
        if (!/NOSCRIPT/.test(String(error))) throw error
        return command("EVAL", script, ...rest)
      }
    },
  }
}

async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Redis did not answer within ${milliseconds} ms.`))
    }, milliseconds)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
