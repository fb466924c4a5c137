import { inspect } from "node:util"
import { serialize } from "node:v8"
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads"

/**
 * Everything that could be made of a value by someone who has it: text in each usual way, all of its own properties
 * however deep, and what `structuredClone` and `postMessage` would send elsewhere.
 */
export function textsOf(value: unknown): string[] {
  const ways: (() => unknown)[] = [
    () => String(value),
    () => `${(value as { stack?: unknown } | null)?.stack as string}`,
    () => inspect(value, { depth: 12, showHidden: true, maxArrayLength: 500 }),
    () => inspect(value, { depth: 12 }),
    () => JSON.stringify(value),
    () => inspect(structuredClone(value), { depth: 12, showHidden: true }),
    () => serialize(value).toString("latin1"),
    () => inspect(posted(value), { depth: 12, showHidden: true }),
    () => strings(value).join("\n"),
  ]
  // Not everything can be written in each way.
  return ways.flatMap((way) => {
    try {
      return [String(way())]
    } catch (error) {
      return [String(error)]
    }
  })
}

function posted(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel()
  try {
    port1.postMessage(value)
    return receiveMessageOnPort(port2)?.message
  } finally {
    port1.close()
    port2.close()
  }
}

const LIMIT = 20_000

/** All strings that can be reached: enumerable or not, by symbol, by getter, in collections and along causes. */
function strings(root: unknown): string[] {
  const found: string[] = []
  const seen = new Set<unknown>()
  const queue: unknown[] = [root]
  while (queue.length > 0 && seen.size < LIMIT) {
    const value = queue.pop()
    if (typeof value === "string") found.push(value)
    if (value instanceof Uint8Array) found.push(Buffer.from(value).toString("latin1"))
    const isNode = (typeof value === "object" && value !== null) || typeof value === "function"
    if (!isNode || seen.has(value) || value instanceof Uint8Array) continue
    seen.add(value)
    if (value instanceof Map) queue.push(...value.keys(), ...value.values())
    if (value instanceof Set || value instanceof Headers) queue.push(...value)
    queue.push(...members(value as object))
  }
  return found
}

function members(value: object): unknown[] {
  return Reflect.ownKeys(value).flatMap((key) => {
    const name = typeof key === "string" ? key : String(key.description)
    try {
      const member = (value as Record<PropertyKey, unknown>)[key]
      if (member instanceof Promise) member.catch(() => {})
      return [name, member]
    } catch {
      return [name]
    }
  })
}
