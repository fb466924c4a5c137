import type { Store } from "./stores/store.ts"

// Next.js loads a module once for each of its layers; they share one connection.
const shared = globalThis as { demoStore?: Promise<Store> }

/** Opened when it is first needed, so that a build needs no database. A failure is not kept: the next use tries again. */
export function store(): Promise<Store> {
  shared.demoStore ??= open(process.env.DEMO_DATABASE).catch((error: unknown) => {
    delete shared.demoStore
    throw error
  })
  return shared.demoStore
}

/** DEMO_DATABASE: the path of a file, or the URL of a server. */
async function open(where: string | undefined): Promise<Store> {
  if (/^postgres(ql)?:/.test(where ?? ""))
    return (await import("./stores/postgres.ts")).postgres(where!)
  if (/^rediss?:/.test(where ?? "")) return (await import("./stores/redis.ts")).redis(where!)
  return (await import("./stores/sqlite.ts")).sqlite(where)
}
