import type { RingRules } from "../../src/keys/managed/instance-options.ts"
import { DEFAULT_POLICY, type RingPolicy } from "../../src/keys/managed/policy.ts"
import type { StoreFlaws } from "./sim-store.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A world to run a ring in. All times in milliseconds. */
export interface Scenario {
  readonly seed: number
  readonly instances: number
  readonly signIns: number
  /** How much time passes. */
  readonly duration: number
  readonly policy: RingPolicy
  /** Mean time between two faults of each kind; Infinity for none. */
  readonly faults: Faults
  /** What is broken on purpose. */
  readonly broken: Broken
}

export interface Faults {
  readonly deploy: number
  readonly crash: number
  readonly partition: number
  readonly outage: number
  readonly slow: number
  readonly replicaLag: number
  readonly revocation: number
  readonly rotation: number
  readonly restore: number
  readonly flood: number
  readonly lossRate: number
  /** Lags are up to this part of the propagation time. */
  readonly lagPart: number
}

/** One thing that a worse protocol would do. */
export interface Broken {
  readonly store?: StoreFlaws
  readonly rules?: Partial<RingRules>
  /** The policy that the document carries, which the checks don't know of. */
  readonly policy?: Partial<RingPolicy>
  /** Deletes the cookie of a token whose key it doesn't know. */
  readonly clearsUnknown?: boolean
  /** Never asks for newer keys. */
  readonly neverRefreshes?: boolean
  /** Destroys keys whatever is stored. */
  readonly holdsNothing?: boolean
  /** Revokes keys with all that they have sealed for storage. */
  readonly revokesData?: boolean
}

/** Days in place of months, so that a run sees many rotations. */
export const COMPRESSED: RingPolicy = {
  ...DEFAULT_POLICY,
  lifetime: 4 * DAY,
  propagation: 8 * HOUR,
  refresh: 30 * MINUTE,
  skew: 5 * MINUTE,
  maxTokenAge: 6 * DAY,
  staleness: DAY,
}

export const USUAL_FAULTS: Faults = {
  deploy: 5 * DAY,
  crash: 8 * HOUR,
  partition: 12 * HOUR,
  outage: 4 * DAY,
  slow: 6 * DAY,
  replicaLag: 2 * DAY,
  revocation: 9 * DAY,
  rotation: 11 * DAY,
  restore: 13 * DAY,
  flood: 3 * DAY,
  lossRate: 0.002,
  lagPart: 1,
}

export const NO_FAULTS: Faults = {
  deploy: Infinity,
  crash: Infinity,
  partition: Infinity,
  outage: Infinity,
  slow: Infinity,
  replicaLag: Infinity,
  revocation: Infinity,
  rotation: Infinity,
  restore: Infinity,
  flood: Infinity,
  lossRate: 0,
  lagPart: 0,
}

export function scenario(given: Partial<Scenario> & Pick<Scenario, "seed">): Scenario {
  return {
    instances: 8,
    signIns: 20_000,
    duration: 60 * DAY,
    policy: COMPRESSED,
    faults: USUAL_FAULTS,
    broken: {},
    ...given,
  }
}
