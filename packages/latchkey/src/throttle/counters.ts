import type { Adapter } from "../contracts/adapter.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { ThrottleOptions } from "../contracts/throttle.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { AdapterError } from "../errors.ts"
import { withDeadline } from "../web/deadline.ts"
import type { Bucket } from "./bucket.ts"
import type { Count, Counted } from "./count.ts"
import { countBeside, countHere } from "./count-here.ts"

/** Milliseconds that a store has to count: a person waits for it. */
const PATIENCE = 2_000
/** Milliseconds for which a store that failed is not asked. */
const PAUSE = 5_000
/** Milliseconds that a count is kept for after its end, for clocks that differ. */
const MARGIN = 60_000

/** Where attempts are counted. */
export interface CountingPlace {
  /** What is counted beside the store. @default this process */
  readonly beside?: Count
  /** Milliseconds that the store has. @default 2000 */
  readonly patience?: number
  readonly options: Pick<ThrottleOptions, "onStoreFailure">
  readonly increment: Required<Adapter>["increment"] | undefined
  /** What the store is known by from one request to the next. */
  readonly store: object | undefined
  readonly logger: Pick<Required<LoggerInstance>, "warn">
}

/**
 * Counts in the store, and beside it in this process. What is full here is full there, and the store is not asked; while
 * the store fails, what is counted here decides. So nobody is locked out by an outage, and no process lets more pass than
 * the limit.
 */
export function counter(place: CountingPlace): Count {
  const { options, increment, store, logger, patience = PATIENCE } = place
  if (!increment || !store) return countHere
  const { beside = countBeside(store) } = place
  const add = async ({ key, until }: Bucket, by: number): Promise<number> => {
    const counting = Promise.resolve(increment({ key, by, expires: new Date(until + MARGIN) }))
    return numberOf(await withDeadline(counting, patience, tooLate))
  }
  const refuses = options.onStoreFailure === "refuse"
  return async (bucket) => {
    const own = await beside(bucket)
    if (own.total > bucket.limit.attempts) return own
    // A store that is made anew for each request has nothing beside it.
    if (!refuses && isPaused(store)) return together(own, await countHere(bucket))
    try {
      const total = await add(bucket, 1)
      return together(own, {
        total,
        giveBack: () => add(bucket, -1),
        async forget() {
          // Of two at once both take back what was before: never more than there was.
          const left = await add(bucket, -total)
          if (left < 0) await add(bucket, -left)
        },
      })
    } catch (error) {
      if (refuses) {
        await own.giveBack()
        throw asAdapterError(error)
      }
      failures().set(store, Date.now())
      logger.warn("throttle-store", error instanceof Error ? error.message : String(error))
      return together(own, await countHere(bucket))
    }
  }
}

/** Whichever has seen more decides. */
function together(one: Counted, other: Counted): Counted {
  return {
    total: Math.max(one.total, other.total),
    giveBack: () => Promise.allSettled([one.giveBack(), other.giveBack()]),
    forget: () => Promise.allSettled([one.forget(), other.forget()]),
  }
}

const tooLate = (): Error => new Error(`The store did not count within ${PATIENCE} ms`)

/** @throws TypeError for what is no number: no limit would ever be below it */
function numberOf(answer: unknown): number {
  if (Number.isInteger(answer)) return answer as number
  throw new TypeError("The store answered no count")
}

function asAdapterError(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error
  return new AdapterError("Attempts can't be counted", error instanceof Error ? { err: error } : {})
}

const failures = (): WeakMap<object, number> =>
  sharedMemo("throttle-failures", () => new WeakMap<object, number>())

function isPaused(store: object): boolean {
  const since = Date.now() - (failures().get(store) ?? Number.NEGATIVE_INFINITY)
  return since >= 0 && since < PAUSE
}
