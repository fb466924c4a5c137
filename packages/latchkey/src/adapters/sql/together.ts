import { onWorkers } from "../../web/workers.ts"

export interface Ways<T> {
  /** By one key. */
  one(key: string): Promise<T | undefined>
  /** By several different ones. */
  several(keys: readonly string[]): Promise<ReadonlyMap<string, T>>
  /** How many keys `several` takes. */
  readonly most: number
}

interface Waiting<T> {
  readonly key: string
  resolve(found: T | undefined): void
  reject(error: unknown): void
}

// Kept from the beginning: where a test stops the clock, those who wait go on.
const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => unknown }

/**
 * Asks together what is asked for in one turn of the event loop: a server under load sends its database one query for
 * many requests. The first of a turn goes at once, so that one alone waits for nothing. Nobody joins a query that was
 * already sent: what is answered was true after it was asked for. Those who are asked for together fail together.
 */
export function together<T>({ one, several, most }: Ways<T>): Ways<T>["one"] {
  if (!setImmediate || onWorkers()) return one
  let waiting: Waiting<T>[] | undefined

  async function send(asked: ReadonlyMap<string, Waiting<T>>): Promise<void> {
    try {
      const [only, ...others] = [...asked.keys()] as [string]
      const found = others.length > 0 ? await several([only, ...others]) : undefined
      const alone = found ? undefined : await one(only)
      for (const [key, { resolve }] of asked) resolve(found ? found.get(key) : alone)
    } catch (error) {
      for (const { reject } of asked.values()) reject(error)
    }
  }

  function turn(): void {
    const asked = grouped(waiting ?? [], most)
    waiting = undefined
    for (const group of asked) void send(group)
  }

  return (key) => {
    if (!waiting) {
      waiting = []
      setImmediate(turn)
      return one(key)
    }
    const list = waiting
    return new Promise((resolve, reject) => void list.push({ key, resolve, reject }))
  }
}

/** By so many, and none with the same key twice: two requests must not share what they may change. */
function grouped<T>(waiting: readonly Waiting<T>[], most: number): Map<string, Waiting<T>>[] {
  const groups: Map<string, Waiting<T>>[] = []
  for (const one of waiting) {
    const last = groups.at(-1)
    if (last && last.size < most && !last.has(one.key)) last.set(one.key, one)
    else groups.push(new Map([[one.key, one]]))
  }
  return groups
}
