import type { LoggerInstance } from "../../contracts/logger.ts"
import type { SecurityEvent } from "../../contracts/security-events.ts"
import { EventError } from "../../errors.ts"
import type { Delivery, Outbox } from "../outbox.ts"
import { send, type Sent, type Target } from "./send.ts"

export interface CourierOptions extends Target {
  /** Short and safe to log. */
  readonly name: string
  /** What the deliveries are filed under. */
  readonly hook: string
  readonly outbox: Outbox
  /** Milliseconds until the first retry, and between two at the most. */
  readonly firstRetry: number
  readonly longestRetry: number
  /** Milliseconds after which an event is given up. */
  readonly giveUpAfter: number
}

type Logger = Required<LoggerInstance>

/** Messages that are under way at the same time. */
const PARALLEL = 8
/** Milliseconds that others leave a delivery alone: more than the receiver has to answer, and the database after it. */
const leaseOf = (timeout: number): number => 2 * timeout + 1_000
/** Milliseconds between two looks for what others have left behind. */
const IDLE = 30_000
/** Milliseconds between two looks while somebody waits for the end. */
const FLUSH_LOOK = 250
/** Milliseconds until an outbox that failed is asked again. */
const MEND = 5_000

/** Brings events to one receiver. While the receiver is away one message asks for it, and the others wait. */
export class Courier {
  options: CourierOptions
  #logger: Logger | undefined
  #running: Promise<void> | undefined
  #again = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #pausedUntil = 0
  #failures = 0
  #dropped = 0
  #gone = false

  constructor(options: CourierOptions) {
    this.options = options
  }

  /** @throws Error where the outbox does */
  async add(event: SecurityEvent, logger: Logger): Promise<void> {
    this.#logger = logger
    if (this.#gone) return this.#drop(1, "the receiver has answered 410 and wants no more")
    const kept = await this.options.outbox.keep(this.options.hook, event)
    if (!kept) this.#drop(1, "too many wait")
    void this.run()
  }

  /** Sends what is due. Never throws. */
  run(): Promise<void> {
    this.#again = true
    return (this.#running ??= this.#work())
  }

  /** Sends until nothing waits, or so many milliseconds have passed; answers how many wait. */
  async flush(patience: number): Promise<number> {
    const end = performance.now() + patience
    for (;;) {
      await within(this.run(), end - performance.now())
      const { outbox, hook } = this.options
      const { count, dueIn } = this.#gone ? { count: 0, dueIn: 0 } : await outbox.waiting(hook)
      const planned = Math.max(dueIn, this.#pausedUntil - performance.now(), 5)
      // What another instance has taken may be done long before its lease is over.
      const next = outbox.shared ? Math.min(planned, FLUSH_LOOK) : planned
      if (count === 0 || performance.now() + next >= end) return count
      await pause(next)
    }
  }

  async #work(): Promise<void> {
    // Never over before `run` has noted that it goes on.
    await Promise.resolve()
    while (this.#again && !this.#gone) {
      this.#again = false
      try {
        while (performance.now() >= this.#pausedUntil && (await this.#batch())) {}
        await this.#plan()
      } catch (error) {
        const cause = error instanceof Error ? { err: error } : {}
        const { name } = this.options
        this.#logger?.error(new EventError("An outbox failed", { ...cause, sink: name }))
        this.#wakeIn(MEND)
        break
      }
    }
    this.#running = undefined
  }

  /** Whether something was sent. */
  async #batch(): Promise<boolean> {
    const { outbox, hook, timeout } = this.options
    const by = globalThis.crypto.randomUUID()
    const limit = this.#failures > 0 ? 1 : PARALLEL
    const taken = await outbox.claim(hook, { by, limit, lease: leaseOf(timeout) })
    await Promise.all(taken.map((delivery) => this.#deliver(delivery, by)))
    return taken.length > 0 && !this.#gone
  }

  async #deliver(delivery: Delivery, by: string): Promise<void> {
    const { outbox, hook } = this.options
    const { id } = delivery.event
    const sent = await send(this.options, delivery.event)
    if (sent.as === "arrived") {
      await outbox.done(hook, id, by)
      return this.#back()
    }
    if (sent.as === "gone") return this.#end()
    const delay = this.#delay(sent, delivery)
    if (delivery.age + delay < this.options.giveUpAfter) {
      return outbox.later(hook, id, by, delay)
    }
    await outbox.done(hook, id, by)
    this.#drop(1, `given up, the last answer was ${sent.why}`)
  }

  /** Doubles with each failure, in part by chance, so that instances don't come all at once. */
  #delay(sent: Extract<Sent, { why: string }>, { attempts }: Delivery): number {
    const { firstRetry, longestRetry, name } = this.options
    // Those that were under way together failed once.
    if (sent.as === "away" && performance.now() >= this.#pausedUntil) {
      if (++this.#failures === 1)
        this.#warn(`${name} is away (${sent.why}). What waits is sent later.`)
    }
    const times = sent.as === "away" ? this.#failures : attempts
    const most = Math.min(longestRetry, firstRetry * 2 ** Math.min(times - 1, 30))
    const delay = most * (0.5 + Math.random() / 2)
    if (sent.as === "refused") {
      if (attempts === 1)
        this.#warn(`${name} refused an event (${sent.why}). It is sent again later.`)
      return delay
    }
    const whole = Math.max(delay, sent.retryAfter)
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + whole)
    return whole
  }

  /** The receiver is there. What was dropped in the meantime is told, where it should have gone. */
  async #back(): Promise<void> {
    const { name, outbox, hook } = this.options
    if (this.#failures > 0) this.#logger?.info(`security events: ${name} takes them again`)
    this.#failures = 0
    this.#pausedUntil = 0
    const count = this.#dropped
    if (count === 0) return
    this.#dropped = 0
    const kept = await outbox.keep(hook, {
      id: globalThis.crypto.randomUUID(),
      time: Date.now(),
      type: "events-dropped",
      outcome: "failure",
      details: { count, sink: name },
    })
    if (!kept) this.#dropped += count
  }

  #end(): void {
    if (this.#gone) return
    this.#gone = true
    const { name } = this.options
    this.#warn(`${name} answered 410: nothing more is sent until this process starts anew.`)
  }

  #drop(count: number, why: string): void {
    this.#dropped += count
    // At powers of ten: a line for each would fill the log.
    if (!/^10*$/.test(String(this.#dropped))) return
    this.#warn(`${this.options.name}: ${this.#dropped} dropped so far, ${why}.`)
  }

  #warn(text: string): void {
    this.#logger?.warn("security-events", text)
  }

  async #plan(): Promise<void> {
    const { outbox, hook } = this.options
    const { dueIn } = await outbox.waiting(hook)
    const next = Math.max(dueIn, this.#pausedUntil - performance.now())
    // Somebody else's deliveries come due when he dies.
    const least = outbox.shared ? Math.min(next, IDLE) : next
    if (Number.isFinite(least)) this.#wakeIn(Math.max(least, 5))
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.run(), Math.min(ms, 2 ** 31 - 1))
    // What waits in memory does not hold the process.
    ;(this.#timer as { unref?: () => void }).unref?.()
  }
}

/** Waits for something, but not longer. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms))
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
