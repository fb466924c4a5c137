import type { SealedData, SealedRow } from "../../contracts/data.ts"
import type { SecretOption } from "../../contracts/keys.ts"
import { activeKey, type Ring } from "../ring.ts"
import { keysOf } from "./keys-of.ts"
import { openData, sealData } from "./seal-data.ts"
import { addTo, emptyTally, type Outcome, type SweepTally } from "./tally.ts"

export interface ResealOptions {
  /** As in the configuration. Default: the environment. */
  readonly secret?: SecretOption
  readonly data: SealedData
  /** Whether anything is changed; else it is only looked at and counted. Default false. */
  readonly apply?: boolean
  /** Rows that are read at once. Default 200. */
  readonly batch?: number
  /** Goes on after this row: `after` of an earlier report. Default: from the first. */
  readonly after?: string | null
  /** Stops after the batch that is under way. */
  readonly signal?: AbortSignal
  /** Told after each batch. */
  readonly onProgress?: (progress: SweepProgress) => void
}

/** How far a sweep is. */
export interface SweepProgress {
  readonly rows: number
  readonly resealed: number
  /** The last row that was looked at. */
  readonly after: string
  /** Rows that there were from the start of this run on; null where the storage doesn't say. */
  readonly total: number | null
}

/** What a sweep found and did. */
export interface SweepReport extends SweepTally {
  /** The storage's name. */
  readonly data: string
  /** The key that sealed at the end. */
  readonly active: string
  readonly applied: boolean
  /** False where it was stopped: go on with `after`. */
  readonly done: boolean
  /** The last row that was looked at; null where there was none. */
  readonly after: string | null
}

/** How often a row that others change meanwhile is looked at. */
const TRIES = 5
/** Rows that are sealed and written at once. */
const ABREAST = 16

/**
 * Seals all that is stored with the key that seals now: what an older key sealed, a revoked one, and what was never
 * sealed. Looks only, unless `apply` says so. It may be stopped at any moment, by force too, and started anew from the
 * first row or from where it was; several may run at once, beside an application that writes: a row is replaced only
 * where it still is what was read. What does not open is left as it is, and reported.
 *
 * @throws what the storage throws; `onProgress` has said how far it was
 * @example
 * ```ts
 * const found = await reseal({ secret: ring, data: accountTokens(db) })
 * const done = await reseal({ secret: ring, data: accountTokens(db), apply: true })
 * ```
 */
export async function reseal(options: ResealOptions): Promise<SweepReport> {
  const { data, apply = false, signal, onProgress } = options
  const keys = keysOf(options.secret)
  const batch = Math.max(1, Math.floor(options.batch ?? 200))
  let after = options.after ?? null
  let ring = await keys.ring()
  let tally = emptyTally()
  const total = (await data.count?.(after)) ?? null
  const report = (done: boolean): SweepReport => {
    const active = activeKey(ring).id
    return { ...tally, data: data.name, active, applied: apply, done, after }
  }
  while (!signal?.aborted) {
    const rows = await data.page(after, batch)
    const last = rows.at(-1)?.key
    if (last === undefined) return report(true)
    if (last === after) throw new Error(`The pages of ${data.name} come to no end.`)
    // It may rotate while we are at it.
    ring = await keys.ring()
    const page = { data, ring, apply, after, batch, rows }
    let outcomes = await sweepPage(page)
    const newer = outcomes.some(({ opened }) => opened.status === "unknown") && keys.refresh()
    if (newer) {
      ring = await newer
      outcomes = await againUnknown({ ...page, ring }, outcomes)
    }
    tally = addTo(tally, outcomes)
    after = last
    onProgress?.({ rows: tally.rows, resealed: tally.resealed, after, total })
  }
  return report(false)
}

interface Page {
  readonly data: SealedData
  readonly ring: Ring
  readonly apply: boolean
  readonly after: string | null
  readonly batch: number
  readonly rows: readonly SealedRow[]
}

async function sweepPage(page: Page): Promise<Outcome[]> {
  const outcomes = await sweepRows(page, page.rows)
  for (let attempt = 1; attempt < TRIES; attempt++) {
    const changed = new Set(
      outcomes.filter(({ result }) => result === "changed").map(({ key }) => key),
    )
    if (changed.size === 0) break
    // Rows may have come in between; what is beyond the second page now is left to the next sweep.
    const found = await page.data.page(page.after, page.batch * 2)
    const again = await sweepRows(
      page,
      found.filter(({ key }) => changed.has(key)),
    )
    for (const outcome of again) {
      outcomes[outcomes.findIndex(({ key }) => key === outcome.key)] = outcome
    }
  }
  return outcomes
}

/** Our ring was older than some rows: those once more, with the newer one. */
async function againUnknown(page: Page, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const unknown = new Set(
    outcomes.filter(({ opened }) => opened.status === "unknown").map(({ key }) => key),
  )
  const rows = page.rows.filter(({ key }) => unknown.has(key))
  const again = await sweepPage({ ...page, rows })
  return [...outcomes.filter(({ key }) => !unknown.has(key)), ...again]
}

async function sweepRows(page: Page, rows: readonly SealedRow[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < rows.length; at += ABREAST) {
    const some = rows.slice(at, at + ABREAST).map((row) => sweepRow(page, row))
    outcomes.push(...(await Promise.all(some)))
  }
  return outcomes
}

async function sweepRow({ data, ring, apply }: Page, row: SealedRow): Promise<Outcome> {
  const { key } = row
  const context = data.context(row)
  const opened = await openData(ring, row.text, context)
  const isCurrent = opened.status === "ok" && opened.current
  if (!apply || isCurrent || !("text" in opened)) return { key, opened, result: "left" }
  const exposed = "exposed" in opened ? opened.exposed : null
  const next = await sealData(
    ring,
    opened.text,
    context,
    opened.status === "revoked" ? opened.kid : exposed,
  )
  const replaced = await data.replace(key, row.text, next)
  return { key, opened, result: replaced ? "resealed" : "changed" }
}
