import type { Context } from "../../config/context.ts"
import type { Adapter } from "../../contracts/adapter.ts"
import { crypto, randomToken } from "../../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../../crypto/memo.ts"

const LIMIT = 50_000
/** Milliseconds that the work may take. A process that dies at it lets another try after that. */
const WORK = 30_000

const used = (): BoundedMap<string, number> =>
  sharedMemo("logout-tokens", () => new BoundedMap<string, number>(LIMIT))

/**
 * Does `work` once for each `name` until a moment; undefined where it was done, or is being done. What fails may be
 * tried again. Holds for every process by the adapter's leases, else by its counters, else for this process.
 *
 * @param until - Milliseconds since the epoch.
 * @throws what `work` does, or AdapterError
 */
export async function once<T>(
  context: Context,
  { name, until }: { readonly name: string; readonly until: number },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const key = `logout-token:${crypto.toBase64url(await crypto.sha256(name))}`
  if ((used().get(key) ?? 0) > Date.now()) return undefined
  used().set(key, until)
  let claim: Claim | undefined
  try {
    claim = await claimOf(context.adapter, key, until)
    if (claim === "taken") return undefined
    const result = await work()
    await claim?.keep().catch((error: unknown) => context.logger.error(error as Error))
    return result
  } catch (error) {
    used().delete(key)
    if (claim && claim !== "taken") {
      await claim.free().catch((failed: unknown) => context.logger.error(failed as Error))
    }
    throw error
  }
}

/** What this attempt holds in the store. */
type Claim = { keep(): Promise<unknown>; free(): Promise<unknown> } | "taken"

async function claimOf(
  adapter: Adapter | undefined,
  key: string,
  until: number,
): Promise<Claim | undefined> {
  if (adapter?.takeLease && adapter.releaseLease)
    return claimLease(adapter as Required<Adapter>, key, until)
  return adapter?.increment ? claimCount(adapter as Required<Adapter>, key, until) : undefined
}

async function claimLease(adapter: Required<Adapter>, key: string, until: number): Promise<Claim> {
  const holder = randomToken(16)
  if (!(await adapter.takeLease({ key, holder, ttl: WORK }))) return "taken"
  return {
    keep: async () => adapter.takeLease({ key, holder, ttl: Math.max(WORK, until - Date.now()) }),
    free: async () => adapter.releaseLease({ key, holder }),
  }
}

/** Whoever counts to one has it. The others count back, so that it is there again when the first one fails. */
async function claimCount(adapter: Required<Adapter>, key: string, until: number): Promise<Claim> {
  const count = async (by: number): Promise<number> =>
    adapter.increment({ key, by, expires: new Date(until) })
  if ((await count(1)) === 1) return { keep: async () => {}, free: () => count(-1) }
  await count(-1)
  return "taken"
}
