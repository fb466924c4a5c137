import type { InstanceRow } from "../../contracts/keys.ts"
import type { KeyringStatus, KeyStatus } from "../../keys/managed/operations.ts"
import { type Timeline, timelineOf } from "../../keys/picture/timeline.ts"
import type { Paint, Terminal } from "../terminal.ts"
import { drawTimeline } from "./draw-timeline.ts"
import { type Cell, table } from "./table.ts"
import { both, relative, spanOf } from "./times.ts"

/** A ring as text: keys, timeline, instances, roots, policy, and what happens next. */
export function showRing(status: KeyringStatus, origin: string, terminal: Terminal): string[] {
  const { bold, dim } = terminal.paint
  const timeline = timelineOf(status)
  return [
    `${bold(`Ring ${status.ring}`)}  ${dim(`revision ${status.rev}, ${origin}`)}`,
    "",
    ...keyLines(status, terminal.paint),
    "",
    ...drawTimeline(timeline, terminal),
    "",
    ...instanceLines(status, terminal.paint),
    ...rootLines(status, terminal.paint),
    `${bold("Policy")}  ${policyOf(status)}`,
    `${bold("Next")}    ${nextOf(status, timeline)}`,
  ]
}

const STATES = {
  published: ["published", "cyan"],
  active: ["seals", "green"],
  overdue: ["seals, overdue", "red"],
  "verify-only": ["only opens", "yellow"],
  "registered-only": ["revoked, registered only", "red"],
  "data-only": ["revoked, opens stored data", "red"],
  retired: ["retired", "dim"],
} as const

function keyLines(status: KeyringStatus, paint: Paint): string[] {
  const head = ["  key", "state", "share", "when"].map((text) => ({ text, paint: paint.dim }))
  const newestFirst = status.keys.toSorted((a, b) => b.notBefore - a.notBefore || b.epoch - a.epoch)
  const rows = newestFirst.map((key): Cell[] => {
    const [words, color] = STATES[key.state]
    const share = key.share === null ? "-" : percent(key.share)
    return [`  ${key.id}`, { text: words, paint: paint[color] }, share, datesOf(key, status)]
  })
  const gone = status.tombstones.map(({ id, status: state, at, reason }): Cell[] => [
    `  ${id}`,
    { text: state, paint: state === "revoked" ? paint.red : paint.dim },
    "",
    `${both(at, status.now)}: ${reason}`,
  ])
  return table([head, ...rows, ...gone])
}

function datesOf(key: KeyStatus, { now, policy }: KeyringStatus): string {
  const origin = key.imported ? "from AUTH_SECRET; " : ""
  if (key.state === "published") return `${origin}seals from ${both(key.notBefore, now)}`
  const end = key.retiresAt
  if (key.state === "active" || key.state === "overdue") {
    const { staleness, skew, maxTokenAge } = policy
    // Where a successor waits, its start counts.
    const until = end === null ? key.notAfter : end - staleness - skew - maxTokenAge
    return `${origin}since ${both(key.notBefore, now)}, until ${both(until, now)}`
  }
  return end === null ? origin : `${origin}opens until ${both(end, now)}`
}

/** `98.4 %`; never 0 % for what is there. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %"
  return `${Math.round(share * 1000) / 10} %`
}

export function instanceLines(status: KeyringStatus, paint: Paint): string[] {
  const { instances, behind, now } = status
  if (instances.length === 0) {
    return [`${paint.bold("Instances")}  none has said anything lately`, ""]
  }
  const all =
    behind.length === 0
      ? paint.green(`all have revision ${status.rev}`)
      : paint.yellow(`${behind.length} of them behind`)
  const rows = instances
    .toSorted((a, b) => a.instance.localeCompare(b.instance))
    .map((row) => instanceRow(row, status, paint, now))
  return [`${paint.bold("Instances")}  ${instances.length}, ${all}`, ...table(rows), ""]
}

function instanceRow(row: InstanceRow, status: KeyringStatus, paint: Paint, now: number): Cell[] {
  const late = status.behind.includes(row.instance)
  const missing = status.keys.map(({ id }) => id).filter((id) => row.keys?.includes(id) === false)
  const lacks = missing.length > 0 ? `lacks ${missing.join(", ")}` : ""
  return [
    `  ${row.instance}`,
    { text: `revision ${row.rev}`, paint: late ? paint.yellow : paint.dim },
    { text: late ? "behind" : "", paint: paint.yellow },
    { text: lacks, paint: paint.yellow },
    { text: `root ${row.root}`, paint: paint.dim },
    { text: `seen ${relative(row.seen, now)}`, paint: paint.dim },
  ]
}

function rootLines({ roots, now }: KeyringStatus, paint: Paint): string[] {
  return roots.map(({ root, at }, index) => {
    const head = index === 0 ? paint.bold("Root") : "    "
    return `${head}    ${root}, since ${both(at, now)}`
  })
}

function policyOf({ policy }: KeyringStatus): string {
  const { lifetime, propagation, refresh, maxTokenAge, skew } = policy
  return [
    `a key seals for ${spanOf(lifetime)}`,
    `published ${spanOf(propagation)} before`,
    `read every ${spanOf(refresh)}`,
    `tokens live ${spanOf(maxTokenAge)}`,
    `clocks differ by ${spanOf(skew)} at most`,
  ].join(", ")
}

function nextOf({ now }: KeyringStatus, { next }: Timeline): string {
  return next === null ? "nothing" : `${next.text}: ${both(next.at, now)}`
}
