import type {
  AttemptLimit,
  ThrottledAction,
  ThrottleOptions,
  ThrottleScope,
} from "../contracts/throttle.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { TooManyAttempts } from "../errors.ts"
import type { Ring } from "../keys/ring.ts"
import { isAtHand } from "../web/at-hand.ts"
import { type Bucket, bucketsOf, networkOf, type Party } from "./bucket.ts"
import type { Count, Counted } from "./count.ts"
import { IPV6_PREFIX, UNKNOWN_ADDRESS } from "./defaults.ts"
import { limitsOf } from "./limits.ts"

/** What is tried, by whom. */
export interface Attempt {
  readonly action: ThrottledAction
  /** Undefined where nobody says. */
  readonly address: string | undefined
  /** In one spelling each; none where the action concerns none. */
  readonly accounts: readonly string[]
  /** By which this browser is known to the owner of the account. */
  readonly device?: string | undefined
}

/** With what attempts are counted. */
export interface Throttle {
  readonly options: ThrottleOptions
  readonly ring: Ring
  readonly count: Count
}

/** An attempt that may be made. */
export interface Pass {
  /** It went right: it counts no more, nor do those before it where only failures in a row count. */
  readonly wentRight: () => MaybePromise<void>
}

/**
 * Counts an attempt before it is made, in each bucket that it falls into; the widest first, so that whoever is stopped
 * there does not use up the attempts of an account. What is refused leaves nothing behind: of any number at once exactly
 * as many pass as the limit says, and those that failed are what stays counted.
 *
 * @throws TooManyAttempts, AdapterError
 */
export async function enter(throttle: Throttle, attempt: Attempt): Promise<Pass> {
  const entered: Entered[] = []
  const now = Date.now()
  for (const party of partiesOf(throttle.options, attempt)) {
    const named = bucketsOf(throttle.ring, attempt.action, party, now)
    for (const bucket of isAtHand(named) ? named : await named) {
      try {
        const asked = throttle.count(bucket)
        entered.push({ counted: isAtHand(asked) ? asked : await asked, limit: bucket.limit })
      } catch (error) {
        await allBack(entered)
        throw error
      }
      if (entered.at(-1)!.counted.total <= bucket.limit.attempts) continue
      await allBack(entered)
      throw refusal(attempt.action, bucket, now)
    }
  }
  return { wentRight: () => allForgiven(entered) }
}

/** A bucket that an attempt was counted in. */
interface Entered {
  readonly counted: Counted
  readonly limit: AttemptLimit
}

const allBack = (entered: readonly Entered[]): MaybePromise<void> =>
  done(entered.map(({ counted }) => counted.giveBack()))

const allForgiven = (entered: readonly Entered[]): MaybePromise<void> =>
  done(
    entered.map(({ counted, limit }) =>
      limit.consecutive ? counted.forget() : counted.giveBack(),
    ),
  )

/** What can't be taken back stays counted until its time is over: the safe side. */
function done(all: readonly unknown[]): MaybePromise<void> {
  const waiting = all.filter((one): one is PromiseLike<unknown> => !isAtHand(one))
  if (waiting.length > 0) return Promise.allSettled(waiting).then(() => {})
}

function refusal(action: ThrottledAction, { scope, until }: Bucket, now: number): TooManyAttempts {
  const retryAfter = Math.max(1, Math.ceil((until - now) / 1000))
  return new TooManyAttempts("There were too many attempts", { action, scope, retryAfter })
}

/** The parties that an attempt counts for. A device that is known has its own count, which nobody else can fill. */
function partiesOf(options: ThrottleOptions, attempt: Attempt): Party[] {
  const { action, accounts, device, address } = attempt
  const parties: Party[] = []
  const add = (scope: ThrottleScope, who: readonly string[], times = 1): void => {
    const limits = limitsOf(options, action, scope)
    if (limits.length > 0) parties.push({ scope, who, limits: limits.map((one) => of(one, times)) })
  }
  if (device !== undefined) add("device", [device, ...accounts])
  if (parties.length > 0) return parties
  const network = networkOf(address, options.ipv6Prefix ?? IPV6_PREFIX)
  add("everyone", [])
  add("address", [network], address === undefined ? UNKNOWN_ADDRESS : 1)
  for (const account of accounts) {
    if (address !== undefined) add("pair", [network, account])
    add("account", [account])
  }
  return parties
}

const of = (limit: AttemptLimit, times: number): AttemptLimit => ({
  ...limit,
  attempts: limit.attempts * times,
})
