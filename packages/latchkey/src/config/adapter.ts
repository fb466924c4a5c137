import type { Adapter } from "../contracts/adapter.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { AdapterError } from "../errors.ts"
import { isAtHand } from "../web/at-hand.ts"
import { withDeadline } from "../web/deadline.ts"
import { answersWhatWasAsked } from "./adapter-answers.ts"

/**
 * Milliseconds that a store has to answer: longer than a database takes that wakes up, and shorter than those in front
 * of an application wait.
 */
const PATIENCE = 20_000

const tooLate = (): Error => new Error(`The store did not answer within ${PATIENCE} ms.`)

/**
 * The adapter with each call logged (debug) and each failure an `AdapterError`. An answer that is not of what was asked
 * for is nothing. Methods keep their object, so that adapters written as classes work too.
 */
export function guardAdapter(adapter: Adapter, logger: Required<LoggerInstance>): Adapter {
  return new Proxy(adapter, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== "function") return method
      return async (...args: unknown[]) =>
        callAdapter({ adapter: target, logger, name: name as keyof Adapter }, args)
    },
  })
}

/** Which method of whose adapter. */
interface Called<N extends keyof Adapter = keyof Adapter> {
  readonly adapter: Adapter
  readonly logger: Required<LoggerInstance>
  readonly name: N
}

type Args<N extends keyof Adapter> = Parameters<Extract<Adapter[N], (...args: never[]) => unknown>>
type Answer<N extends keyof Adapter> = Awaited<
  ReturnType<Extract<Adapter[N], (...args: never[]) => unknown>>
>

/**
 * One call, guarded: answered at once where the adapter does so.
 *
 * @throws AdapterError
 */
export function callAdapter<N extends keyof Adapter>(
  called: Called<N>,
  args: Args<N> | unknown[],
): MaybePromise<Answer<N> | null> {
  const { adapter, logger, name } = called
  logger.debug(`adapter_${name}`)
  try {
    const answer: unknown = (adapter[name] as (...args: unknown[]) => unknown)(...args)
    if (!isAtHand(answer)) return judgedLater(called, args, answer) as Promise<Answer<N> | null>
    const meant = answersWhatWasAsked(adapter, name, args, answer)
    if (meant === true) return answer as Answer<N>
    return judgedLater(called, args, Promise.resolve(answer)) as Promise<Answer<N> | null>
  } catch (error) {
    throw failed(name, error)
  }
}

async function judgedLater(
  { adapter, logger, name }: Called,
  args: readonly unknown[],
  answer: PromiseLike<unknown>,
): Promise<unknown> {
  try {
    const found = await withDeadline(answer, PATIENCE, tooLate)
    if (await answersWhatWasAsked(adapter, name, args, found)) return found
  } catch (error) {
    throw failed(name, error)
  }
  logger.warn("adapter-answer", { method: name })
  return null
}

function failed(method: string, error: unknown): AdapterError {
  const cause = error instanceof Error ? { err: error, method } : {}
  return new AdapterError(`The adapter's ${method} failed`, cause)
}
