import { sharedMemo } from "../crypto/memo.ts"
import { TooManyAttempts } from "../errors.ts"
import { CONCURRENT } from "./defaults.ts"

/** So many wait for each one that has its turn. */
const QUEUE = 10
/** Milliseconds after which work that has not ended holds no turn any more: what hangs must not keep all others out. */
const LONGEST = 30_000
/** Seconds after which it is worth trying again. */
const RETRY_AFTER = 5

interface Turns {
  taken: number
  readonly waiting: (() => void)[]
}

const turns = (): Turns => sharedMemo("authorize-turns", () => ({ taken: 0, waiting: [] }))

/**
 * Does `work` when it is its turn: of all in this process so many are under way at once, whoever asked for them.
 *
 * @throws TooManyAttempts where too many wait already; what `work` throws
 */
export async function inTurn<T>(
  concurrent: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const all = turns()
  const most = concurrent ?? CONCURRENT
  if (all.taken < most) all.taken++
  else await queue(all, most * QUEUE)
  let isHeld = true
  const release = (): void => {
    if (!isHeld) return
    isHeld = false
    const next = all.waiting.shift()
    if (next) next()
    else all.taken--
  }
  const late = setTimeout(release, LONGEST)
  ;(late as { unref?: () => void }).unref?.()
  try {
    return await work()
  } finally {
    clearTimeout(late)
    release()
  }
}

/** Waits for a turn that somebody hands over. */
function queue({ waiting }: Turns, longest: number): Promise<void> {
  if (waiting.length >= longest) {
    const limit = { action: "credentials", scope: "process", retryAfter: RETRY_AFTER }
    throw new TooManyAttempts("Too many passwords are being checked", limit)
  }
  return new Promise((resolve) => waiting.push(resolve))
}
