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
const { setImmediate, navigator } = globalThis as {
  setImmediate?: (work: () => void) => unknown
  navigator?: { readonly userAgent?: unknown }
}

/** There, what one request waits for may not be answered by another. */
const apart = navigator?.userAgent === "Cloudflare-Workers"

/**
 * Asks together what is asked for in one turn of the event loop: a server under load sends its database one query for
 * many requests. The first of a turn goes at once, so that one alone waits for nothing. Nobody joins a query that was
 * already sent: what is answered was true after it was asked for. Those who are asked for together fail together.
 */
export function together<T>({ one, several, most }: Ways<T>): Ways<T>["one"] {
  if (!setImmediate || apart) return one
  let waiting: Waiting<T>[] | undefined

  async function send(asked: readonly Waiting<T>[]): Promise<void> {
    try {
      const keys = [...new Set(asked.map(({ key }) => key))]
      const [only] = keys as [string]
      const found = keys.length > 1 ? await several(keys) : new Map([[only, await one(only)]])
      for (const { key, resolve } of asked) resolve(found.get(key))
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  function turn(): void {
    const asked = waiting ?? []
    waiting = undefined
    for (let at = 0; at < asked.length; at += most) void send(asked.slice(at, at + most))
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
