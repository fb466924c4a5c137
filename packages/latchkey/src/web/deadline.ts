/** One call that somebody waits for. */
interface Waiting {
  readonly until: number
  readonly give: () => void
}

/** Milliseconds between two looks at who has waited too long: a call costs two entries of a set, no timer of its own. */
const LOOK = 250

const waiting = new Set<Waiting>()
let timer: ReturnType<typeof setInterval> | undefined

/**
 * The answer of `work`, or what `late` makes where there is none after so long; within a quarter of a second, however
 * the clock is set meanwhile. The work itself goes on, and what becomes of it then is nobody's.
 *
 * @param milliseconds - Since now.
 */
export function withDeadline<T>(
  work: PromiseLike<T>,
  milliseconds: number,
  late: () => Error,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const one: Waiting = { until: performance.now() + milliseconds, give: () => reject(late()) }
    waiting.add(one)
    timer ??= watch()
    const over = (): void => void waiting.delete(one)
    work.then(
      (value) => {
        over()
        resolve(value)
      },
      (error: unknown) => {
        over()
        reject(error as Error)
      },
    )
  })
}

/** Doesn't hold the process, and ends when nobody waits. */
function watch(): ReturnType<typeof setInterval> {
  const looking = setInterval(() => {
    const now = performance.now()
    for (const one of waiting) {
      if (one.until > now) continue
      waiting.delete(one)
      one.give()
    }
    if (waiting.size > 0) return
    clearInterval(looking)
    timer = undefined
  }, LOOK)
  ;(looking as { unref?: () => void }).unref?.()
  return looking
}
