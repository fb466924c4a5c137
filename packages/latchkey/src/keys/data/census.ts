import type { SealedData } from "../../contracts/data.ts"
import { DATA_PREFIX, kidOf } from "./format.ts"

/** What stored texts say of themselves. */
export interface DataCensus {
  readonly rows: number
  /** How many name each key. */
  readonly keys: Readonly<Record<string, number>>
  /** Never sealed. */
  readonly plain: number
  /** Neither: cut off, or garbled. */
  readonly malformed: number
}

/** Rows that are read at once. */
const PAGE = 500

async function* pagesOf(data: SealedData): AsyncGenerator<readonly string[]> {
  let after: string | null = null
  for (;;) {
    const rows: Awaited<ReturnType<SealedData["page"]>> = await data.page(after, PAGE)
    if (rows.length === 0) return
    const last: string = rows.at(-1)!.key
    if (last === after) throw new Error(`The pages of ${data.name} come to no end.`)
    yield rows.map(({ text }) => text)
    after = last
  }
}

/**
 * Counts stored texts by the key that they name. Needs no key, opens nothing and changes nothing: what a person wants
 * to know before a key is revoked or taken out of the environment.
 *
 * @example
 * ```ts
 * const { keys, plain } = await census(accountTokens(db)) // { DbKtZoDS: 8311, x2JmPq0a: 12 }, 0
 * ```
 */
export async function census(data: SealedData | readonly SealedData[]): Promise<DataCensus> {
  const keys = new Map<string, number>()
  let [rows, plain, malformed] = [0, 0, 0]
  for (const each of [data].flat()) {
    for await (const texts of pagesOf(each)) {
      rows += texts.length
      for (const text of texts) {
        const kid = kidOf(text)
        if (kid !== null) keys.set(kid, (keys.get(kid) ?? 0) + 1)
        else if (text.startsWith(DATA_PREFIX)) malformed++
        else plain++
      }
    }
  }
  return { rows, keys: Object.fromEntries(keys), plain, malformed }
}

/** Milliseconds for which a key that was needed is taken to be needed still: no harm, and fewer searches. */
const REMEMBERED = 3_600_000

/**
 * Answers a keyring which of its keys something stored still needs, for `held`: those are not destroyed. It rejects
 * where one storage can't say, and the keyring holds all then.
 *
 * @example
 * ```ts
 * keyring({ store: postgresStore(pool), held: heldBy(accountTokens(db)) })
 * ```
 */
export function heldBy(
  data: SealedData | readonly SealedData[],
): (ids: readonly string[]) => Promise<readonly string[]> {
  const storages = [data].flat()
  const needed = new Map<string, number>()
  return async (ids) => {
    const now = Date.now()
    for (const [id, until] of needed) if (until <= now) needed.delete(id)
    const open = new Set(ids.filter((id) => !needed.has(id)))
    const found = (id: string): void => {
      open.delete(id)
      needed.set(id, now + REMEMBERED)
    }
    for (const storage of storages) await search(storage, open, found)
    return ids.filter((id) => needed.has(id))
  }
}

async function search(
  data: SealedData,
  open: ReadonlySet<string>,
  found: (id: string) => void,
): Promise<void> {
  if (data.has) {
    for (const id of open) if (await data.has(`${DATA_PREFIX}${id}.`)) found(id)
    return
  }
  if (open.size === 0) return
  for await (const texts of pagesOf(data)) {
    for (const text of texts) {
      const kid = kidOf(text)
      if (kid !== null && open.has(kid)) found(kid)
    }
    if (open.size === 0) return
  }
}
