import type {
  AttemptLimit,
  ThrottledAction,
  ThrottleOptions,
  ThrottleScope,
} from "../contracts/throttle.ts"
import { DEFAULTS, SCOPES } from "./defaults.ts"

/** The limits of an action and a scope; empty where there are none. */
export function limitsOf(
  { limits }: ThrottleOptions,
  action: ThrottledAction,
  scope: ThrottleScope,
): readonly AttemptLimit[] {
  const given = limits?.[action]
  if (given === false) return []
  const chosen = given?.[scope] ?? DEFAULTS[action][scope] ?? false
  return chosen === false ? [] : [chosen].flat()
}

/**
 * Ensure that the options mean what they say: a limit that is no number would never be reached.
 *
 * @throws TypeError
 */
export function assertThrottle(options: ThrottleOptions): void {
  const { limits = {}, onStoreFailure, ipv6Prefix, store, account, concurrent } = options
  for (const [action, rule] of Object.entries(limits)) {
    if (!Object.hasOwn(DEFAULTS, action)) refuse(`limits has no action ${JSON.stringify(action)}`)
    if (rule === false || rule === undefined) continue
    for (const scope of Object.keys(rule)) {
      if (!SCOPES.includes(scope as ThrottleScope)) {
        refuse(`limits.${action} has no scope ${JSON.stringify(scope)}`)
      }
      assertLimits(options, action as ThrottledAction, scope as ThrottleScope)
    }
  }
  if (onStoreFailure !== undefined && !["count-here", "refuse"].includes(onStoreFailure)) {
    refuse('onStoreFailure takes "count-here" or "refuse"')
  }
  if (ipv6Prefix !== undefined && !isWhole(ipv6Prefix, 32, 128)) {
    refuse("ipv6Prefix takes a whole number from 32 to 128")
  }
  if (concurrent !== undefined && concurrent !== false && !isWhole(concurrent, 1, 10_000)) {
    refuse("concurrent takes a whole number from 1 to 10,000, or false")
  }
  if (store !== undefined && typeof store.increment !== "function") {
    refuse("store needs an atomic `increment`, which adapters of ours have")
  }
  if (account !== undefined && typeof account !== "function") refuse("account takes a function")
}

function assertLimits(
  options: ThrottleOptions,
  action: ThrottledAction,
  scope: ThrottleScope,
): void {
  for (const limit of limitsOf(options, action, scope)) {
    if (isWhole(limit?.attempts, 1, MOST) && isWhole(limit.seconds, 1, LONGEST)) continue
    refuse(`limits.${action}.${scope} takes attempts from 1 to ${MOST}, and seconds from 1 on`)
  }
}

/** What every store counts exactly. */
const MOST = 1_000_000_000
/** Seconds: a year. */
const LONGEST = 31_536_000

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

function refuse(what: string): never {
  throw new TypeError(`throttle.${what}`)
}
