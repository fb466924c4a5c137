import type { Adapter } from "../contracts/adapter.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import { AdapterError } from "../errors.ts"
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
      return async (...args: unknown[]) => {
        logger.debug(`adapter_${String(name)}`)
        try {
          const answer = (method as (...args: unknown[]) => unknown).apply(target, args)
          const found: unknown = isThenable(answer)
            ? await withDeadline(answer, PATIENCE, tooLate)
            : answer
          if (await answersWhatWasAsked(target, String(name), args, found)) return found
        } catch (error) {
          throw new AdapterError(
            `The adapter's ${String(name)} failed`,
            error instanceof Error ? { err: error, method: String(name) } : {},
          )
        }
        logger.warn("adapter-answer", { method: String(name) })
        return null
      }
    },
  })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === "function"
}
