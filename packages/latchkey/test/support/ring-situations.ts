import type { InstanceRow } from "../../src/contracts/keys.ts"
import type { RingDocument } from "../../src/keys/managed/document.ts"
import type { KeyringStatus } from "../../src/keys/managed/operations.ts"
import { plan } from "../../src/keys/managed/plan.ts"
import { DEFAULT_POLICY } from "../../src/keys/managed/policy.ts"
import {
  bootstrap,
  destroyRetired,
  type FreshKey,
  revoke,
  rotate,
} from "../../src/keys/managed/transition.ts"
import { ringStatus } from "./ring-status.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 8, 3, 9, 30)
const ids = ["DbKtZoDS", "Kq3fT9aZ", "x2JmPq0a", "pW8_rLd4", "n0VbGh7Y", "Ze6-MsQ1", "uT5cJk9R"]
const key = (n: number): FreshKey => ({
  id: ids[n] ?? `key${n}`.padEnd(8, "0"),
  material: `material-${n}`,
})

function ring(imported: readonly FreshKey[] = [], gently = false): RingDocument {
  return bootstrap({
    ring: "auth",
    now: START,
    policy: DEFAULT_POLICY,
    fresh: key(1),
    imported,
    gently,
    dataKey: "",
    roots: [],
  })
}

function written(doc: RingDocument, at: number): RingDocument {
  return { ...doc, rev: doc.rev + 1, at }
}

/** Instances, of which the last ones are a revision behind. */
export function instances(
  count: number,
  rev: number,
  { late = 0, opened = {} }: { late?: number; opened?: Record<string, number> } = {},
): InstanceRow[] {
  return Array.from({ length: count }, (_, index) => ({
    instance: `web-${index + 1}-${((index + 3) * 7919).toString(36)}`,
    rev: index >= count - late ? rev - 1 : rev,
    root: "local:5c21QwXy",
    seen: START,
    opened,
  }))
}

/** A ring that was looked after for so long, with keys that seal for so long. */
function old(days: number, lifetime: number): KeyringStatus {
  const policy = { ...DEFAULT_POLICY, lifetime }
  let doc: RingDocument = { ...ring(), policy }
  doc = { ...doc, keys: doc.keys.map((one) => ({ ...one, notAfter: one.notBefore + lifetime })) }
  let n = 2
  for (let now = START; now < START + days * DAY; now += HOUR) {
    const next = plan(doc, { now, policy, fresh: key(n), rows: [], held: new Set(), worn: false })
    if (next === doc) continue
    n += next.keys.length > doc.keys.length ? 1 : 0
    doc = written(next, now)
  }
  const now = START + days * DAY
  const opened = Object.fromEntries(doc.keys.map(({ id }, index) => [id, 3 ** index]))
  return ringStatus(doc, now, instances(3, doc.rev, { opened }))
}

/** What an operator may see: for the eye, and for tests of what is drawn. */
export function situations(): Record<string, KeyringStatus> {
  const later = START + 79 * DAY + 4 * HOUR
  const one = ring()
  const imported = ring([key(0)])
  const rotating = written(rotate(one, later, key(2)), later)
  const given = { now: later, reason: "leaked in a log", fresh: key(2) }
  const revoked = written(revoke(one, [key(1).id], { ...given, keepRegistered: false }), later)
  const kept = written(revoke(imported, [key(1).id], { ...given, keepRegistered: true }), later)
  const opened = { [key(0).id]: 37, [key(1).id]: 963 }
  return {
    "one key": ringStatus(one, later, instances(1, 1)),
    imported: ringStatus(imported, START + 9 * DAY, instances(2, 1, { opened })),
    gently: ringStatus(ring([key(0)], true), START + HOUR, instances(2, 1, { opened })),
    rotating: ringStatus(rotating, later + 5 * 60_000, instances(6, 2, { late: 2 })),
    overdue: ringStatus(one, START + 97 * DAY, []),
    revoked: ringStatus(revoked, later + HOUR, instances(40, 2, { late: 9 })),
    kept: ringStatus(kept, later + HOUR, instances(3, 2)),
    "gone and new": ringStatus(
      written(destroyRetired(imported, START + 40 * DAY, new Set()), START + 40 * DAY),
      START + 41 * DAY,
      instances(3, 2, { opened: { [key(1).id]: 5 } }),
    ),
    "eight keys": old(83, 7 * DAY),
    "many keys": old(44, 2 * DAY),
  }
}
