import type { FullAdapter } from "../../../src/contracts/adapter.ts"

/** An adapter that writes down where it was asked by something that is no text. */
export function watched(adapter: FullAdapter): { adapter: FullAdapter; strange: string[] } {
  const strange: string[] = []
  const keys = new Set([
    "id",
    "userId",
    "email",
    "identifier",
    "token",
    "sessionToken",
    "provider",
    "providerAccountId",
    "credentialID",
  ])
  const look = (method: string, name: string, value: unknown): void => {
    const fits = typeof value === "string" || value === null || value === undefined
    if (keys.has(name) && !fits) strange.push(`${method} ${name} ${JSON.stringify(value)}`)
  }
  const wrap = (inner: FullAdapter): FullAdapter =>
    Object.fromEntries(
      Object.entries(inner).map(([method, work]) => {
        if (typeof work !== "function") return [method, work]
        const call = (...args: unknown[]): unknown => {
          if (method === "transaction")
            return (work as (part: unknown) => unknown)((within: FullAdapter) =>
              (args[0] as (inner: FullAdapter) => unknown)(wrap(within)),
            )
          for (const arg of args) {
            if (typeof arg === "object" && arg !== null)
              for (const [name, value] of Object.entries(arg)) look(method, name, value)
            else look(method, "id", arg)
          }
          return (work as (...all: unknown[]) => unknown)(...args)
        }
        return [method, call]
      }),
    ) as unknown as FullAdapter
  return { adapter: wrap(adapter), strange }
}

/** An adapter that writes down each method by which it was changed. */
export function writesOf(adapter: FullAdapter): { adapter: FullAdapter; seen: string[] } {
  const seen: string[] = []
  const changes = /^(?:create|update|delete|link|unlink|use|increment|take|release|transaction)/
  const entries = Object.entries(adapter).map(([method, work]) => {
    if (typeof work !== "function" || !changes.test(method)) return [method, work]
    const call = (...args: unknown[]): unknown => {
      seen.push(method)
      return (work as (...all: unknown[]) => unknown)(...args)
    }
    return [method, call]
  })
  return { adapter: Object.fromEntries(entries) as FullAdapter, seen }
}
