/** How a ring is looked after. All in milliseconds; the ring's document carries it, so that all instances agree. */
export interface RingPolicy {
  /** How long a key seals. */
  readonly lifetime: number
  /** How long a key is published before it seals. */
  readonly propagation: number
  /** How often an instance reads the document. Spread by ±20 % so that instances don't come together. */
  readonly refresh: number
  /** By how much two clocks may differ. */
  readonly skew: number
  /** The longest life of a token; a key opens that long after it has stopped sealing. */
  readonly maxTokenAge: number
  /** How long an instance that can't reach its store may go on sealing with what it knows. */
  readonly staleness: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** NIST SP 800-57 part 1 §5.3.6 allows two years; 90 days keep what one key can be used for small. */
export const DEFAULT_POLICY: RingPolicy = {
  lifetime: 90 * DAY,
  propagation: DAY,
  refresh: 5 * MINUTE,
  skew: 5 * MINUTE,
  maxTokenAge: 30 * DAY,
  staleness: 7 * DAY,
}

/** A refresh comes at this fraction of the interval at the earliest, and as much later at the latest. */
const JITTER = 0.2

/** When the next refresh is due. `random` in [0, 1). */
export function jittered(refresh: number, random: number): number {
  return refresh * (1 - JITTER + 2 * JITTER * random)
}

/**
 * After so long without an answer of the store nobody is served from memory without asking: the bound within which a
 * revoked key is refused by every instance that reaches its store.
 */
export function hardAge(policy: RingPolicy): number {
  return 2 * policy.refresh
}

/** A key must be known for so long before it may seal, whatever is asked for: by then every live instance has it. */
export function leastPropagation(policy: RingPolicy): number {
  return hardAge(policy) + policy.skew
}

/** How long the mark of a destroyed key stays: longer than any token of it can live. */
export function retention(policy: RingPolicy): number {
  return policy.lifetime + policy.maxTokenAge + policy.staleness
}

/** An instance that has said nothing for so long is gone, or cut off. */
export function liveness(policy: RingPolicy): number {
  return 3 * policy.refresh
}

type Unit = "ms" | "s" | "m" | "h" | "d"

const UNITS: Readonly<Record<Unit, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** A time span: `"90d"`, `"12h"`, `"5m"`, `"30s"`, `"500ms"`, or a number of seconds. */
export type Duration = `${number}${Unit}` | number

/** @throws TypeError where it is no time span */
export function milliseconds(duration: Duration, name: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration))
  const value =
    typeof duration === "number"
      ? duration * SECOND
      : match
        ? Number(match[1]) * UNITS[match[2] as Unit]
        : Number.NaN
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new TypeError(
      `\`${name}\` takes a time span such as "90d", "12h" or a number of seconds.`,
    )
  }
  return Math.round(value)
}

/** @throws TypeError where the times contradict each other */
export function checkPolicy(policy: RingPolicy): RingPolicy {
  if (policy.propagation < leastPropagation(policy)) {
    throw new TypeError(
      "`propagation` must be at least twice `refresh` plus `skew`: a key may not seal before all instances know it.",
    )
  }
  if (policy.lifetime < policy.propagation + 2 * policy.refresh) {
    throw new TypeError("`rotate` must be longer than `propagation` and twice `refresh`.")
  }
  return policy
}
