import type { RingAbout } from "../contracts/keys.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo, sharedOnce } from "../crypto/memo.ts"
import { damageOf, environmentKeys, type EnvironmentKeys } from "../keys/environment.ts"
import { offerKeyMetrics } from "../keys/metrics.ts"
import type { RingKey } from "../keys/model.ts"
import { processName } from "../keys/process-name.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import { activeKey, type Ring } from "../keys/ring.ts"
import { WORN_AT } from "../keys/seal.ts"

/** Who is told, and where the names are looked up. */
export interface Reporter {
  readonly logger: Required<LoggerInstance>
  env(name: string): string | undefined
}

/** When each ring was first used by this process; milliseconds since the epoch. */
const firstUses = sharedOnce("first-uses-of-rings", () => new WeakMap<Ring, number>())

/** Since when this process has the ring; null where it never used it. Milliseconds since the epoch. */
export function ringSince(ring: Ring): number | null {
  return firstUses().get(ring) ?? null
}

/** Whether the keys are a secret that was made for development, or are wrapped with one. */
export function isDevelopmentRing(ring: Ring, about?: RingAbout): boolean {
  return about?.development === true || ring.origin.startsWith("development")
}

/** Says once per process and ring what was loaded from where, and what is odd about it. Never a value. */
export function reportKeys(context: Reporter, keys: MaybePromise<ResolvedKeys>): void {
  if (keys instanceof Promise) {
    keys.then(
      (ready) => report(context, ready),
      () => {},
    )
  } else report(context, keys)
}

function report(context: Reporter, keys: ResolvedKeys): void {
  const { ring, about } = keys
  if (activeKey(ring).seals >= WORN_AT && !about) sayWorn(context, activeKey(ring))
  const said = firstUses()
  if (said.has(ring)) return
  said.set(ring, Date.now())
  offerKeyMetrics()
  // The same keys from another place are no news; what becomes of a managed ring is told by its events.
  const start = about ? `${about.ring} ${about.store}` : kidsOf(ring)
  const starts = sharedMemo("reported-starts", () => new BoundedMap<string, true>(256))
  const isStart = !starts.get(start)
  if (isStart) context.logger.info(about ? managedLine(ring, about) : plainLine(context, ring))
  starts.set(start, true)
  sayOddities(context, ring)
  if (about?.development && isStart) sayDevelopmentRoot(context, about)
}

function kidsOf(ring: Ring): string {
  return ring.keys.map((key) => key.id).join(",")
}

function plainLine(context: Reporter, ring: Ring): string {
  const nextAt = ring.origin.startsWith("env:") ? environmentOf(context).nextAt : undefined
  const turn = nextAt === undefined ? "" : `(next in ${span(nextAt - Date.now())}) `
  return `keys: active=${activeKey(ring).id} ${turn}${accepted(ring)} source=${ring.origin} instance=${processName()}`
}

function managedLine(ring: Ring, about: RingAbout): string {
  const now = Date.now()
  const turn = `(age ${span(now - about.activeSince)}, next in ${span(about.nextAt - now)})`
  const active = `rev=${about.rev} active=${activeKey(ring).id} ${turn}`
  return `keys: ring=${about.ring} ${active} ${accepted(ring)} source=${about.store} root=${about.root}${about.development ? " (development)" : ""} instance=${processName()}`
}

function accepted(ring: Ring): string {
  return `accepts=${ring.keys.length} [${kidsOf(ring)}]`
}

function environmentOf(context: Reporter): EnvironmentKeys {
  return environmentKeys((name) => context.env(name))
}

/** A time span for people: its largest unit, rounded down. */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const [unit, size] = (
    [
      ["d", 86_400],
      ["h", 3_600],
      ["m", 60],
    ] as const
  ).find(([, s]) => seconds >= s) ?? ["s", 1]
  return `${Math.floor(seconds / size)}${unit}`
}

function sayOddities(context: Reporter, ring: Ring): void {
  if (isDevelopmentRing(ring)) {
    context.logger.warn(
      "development-secret",
      `No AUTH_SECRET is set; a development secret is in use (${ring.origin}).`,
    )
  }
  if (ring.origin.startsWith("env:") && environmentOf(context).differ) {
    context.logger.warn(
      "secrets-differ",
      "AUTH_SECRET and NEXTAUTH_SECRET are both set and differ; the second only opens what it sealed.",
    )
  }
  for (const key of ring.keys) {
    const damage = damageOf(key.material.reveal())
    if (damage) {
      context.logger.warn("damaged-secret", `Key ${key.id} may be damaged: ${damage}.`)
    }
  }
}

function sayDevelopmentRoot({ logger }: Reporter, { ring, root }: RingAbout): void {
  logger.warn(
    "development-secret",
    `Ring ${ring} is wrapped with a development secret (${root}): whoever has this project's folder can open it.`,
  )
}

/** Once per process and key. A managed ring replaces such a key by itself. */
function sayWorn({ logger }: Reporter, key: RingKey): void {
  const said = sharedMemo("worn-keys", () => new WeakSet<RingKey>())
  if (said.has(key)) return
  said.add(key)
  logger.warn(
    "key-worn",
    `Key ${key.id} has sealed ${key.seals} tokens in this process; rotate it.`,
  )
}
