import type { InstanceRow } from "../../contracts/keys.ts"
import { ringKey } from "../ring-key.ts"
import type { RingEntry } from "./document.ts"

type Counts = Readonly<Record<string, number>>

/** What this process did with a ring's keys. */
export interface TokenReport {
  /** Since the last report that was kept. */
  readonly opened: Counts
  /** Since the process started. */
  readonly sealed: Counts
  /** To be called once it was said. */
  kept(): void
}

/** Turns the counters that keys carry into what an instance says: as many numbers as the ring has keys. */
export class TokenCounts {
  #said = new Map<string, number>()

  async report(keys: readonly RingEntry[]): Promise<TokenReport> {
    const opens = new Map<string, number>()
    const opened: Record<string, number> = {}
    const sealed: Record<string, number> = {}
    for (const { id, material } of keys) {
      const found = ringKey(material)
      const key = found instanceof Promise ? await found : found
      const before = this.#said.get(id) ?? 0
      // A key that was forgotten meanwhile counts from nothing again.
      const news = key.opens - (key.opens < before ? 0 : before)
      opens.set(id, key.opens)
      if (news > 0) opened[id] = news
      if (key.seals > 0) sealed[id] = key.seals
    }
    const kept = (): void => {
      this.#said = opens
    }
    return { opened, sealed, kept }
  }
}

/** How often this process has sealed with a key. */
export async function sealsOf(key: RingEntry): Promise<number> {
  return (await ringKey(key.material)).seals
}

/** How often all instances together have sealed with a key, as far as their rows say: those of the last day. */
export function sealedByAll(id: string, rows: readonly InstanceRow[]): number {
  return rows.reduce((sum, { sealed }) => sum + (sealed?.[id] ?? 0), 0)
}
