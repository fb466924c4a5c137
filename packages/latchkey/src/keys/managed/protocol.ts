import type { InstanceRow, KeyView, RootKey } from "../../contracts/keys.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { RingClock } from "./clock.ts"
import { type Held, RingCopy } from "./copy.ts"
import { type RingDocument, RingError } from "./document.ts"
import type { RingEvent } from "./events.ts"
import { HeldKeys } from "./held-keys.ts"
import { type RingInstanceOptions, type RingRules, RULES } from "./instance-options.ts"
import { hardAge } from "./policy.ts"
import { planRoots, rewrap } from "./rewrap.ts"
import { isSuccessorDue, keyAtGate, laggards, retiresAt } from "./schedule.ts"
import type { FreshKey } from "./transition.ts"
import { type TimedView, viewAt } from "./view.ts"
import { Budget, impatient, type RingWorld, sleep } from "./world.ts"

/** How often the first read is tried before a request fails. */
const FIRST_TRIES = 3
/** How often a change is tried anew after a conflict, for a person and in the background. */
const TRIES = 12
const QUIET_TRIES = 3
/** How many refreshes that unknown key ids cause may come together. */
const FORCED_BURST = 2
/** Milliseconds until a failed read is tried again, at the first and at the most. */
const RETRY = 1_000
const RETRY_MAX = 30_000
/** Milliseconds over which instances spread when the store calls all of them. */
const CALL_SPREAD = 1_000

/**
 * One instance's part in looking after a ring. Requests are answered from memory; reading, changing and announcing
 * happen beside them, started by requests.
 */
export class RingInstance {
  readonly #options: RingInstanceOptions
  readonly #rules: RingRules
  readonly #world: RingWorld
  readonly #clock: RingClock
  readonly #copy: RingCopy
  readonly #budget: Budget
  readonly #heldKeys: HeldKeys
  #timed: { readonly of: Held; readonly view: TimedView } | undefined
  #pending: Promise<void> | undefined
  #loading: Promise<void> | undefined
  #readAt = 0
  #due = 0
  #failures = 0
  #failedAt = -Infinity
  #saidOverdue: string | null = null
  #unwatch: (() => void) | undefined

  constructor(given: RingInstanceOptions) {
    const options = { ...given, store: impatient(given.store, given.world) }
    this.#options = options
    this.#rules = options.rules ?? RULES
    this.#world = options.world
    this.#clock = new RingClock(options)
    this.#copy = new RingCopy(options, this.#clock)
    this.#heldKeys = new HeldKeys(options.held, this.#world, (message) =>
      this.#say("census.failed", "warn", message),
    )
    // A ring that is read often may be asked for often.
    const interval = Math.min(this.#rules.forcedInterval, options.policy.refresh)
    this.#budget = new Budget(interval, FORCED_BURST)
  }

  /** What this instance holds; undefined before the first read. */
  get held(): Held | undefined {
    return this.#copy.held
  }

  /** Whether keys are kept for stored data. */
  get holdsData(): boolean {
    return this.#options.held !== undefined
  }

  /** The time, by the store's clock where ours is off. */
  now(): number {
    return this.#clock.now()
  }

  /** Milliseconds until the next refresh is due. */
  get dueIn(): number {
    return Math.max(0, this.#due - this.now())
  }

  /** The keys that count now; see `ManagedKeys.view`. */
  view(): MaybePromise<KeyView> {
    const { held } = this.#copy
    if (!held) return (this.#loading ??= this.#first()).then(() => this.#current())
    const now = this.now()
    const age = now - this.#readAt
    const hard = hardAge(held.doc.policy)
    // A clock that was set back makes the last read lie in the future.
    if (now < this.#due && age > -hard) return this.#current()
    const refreshed = this.#pending ?? this.#refresh()
    refreshed.catch(() => {})
    // Asleep for long, or cut off: look first. Where that fails, what we know still stands, and not each request waits.
    if (age < hard || now < this.#failedAt + Math.min(RETRY_MAX, hard)) return this.#current()
    return refreshed.then(
      () => this.#current(),
      () => this.#current(),
    )
  }

  /** Looks for newer keys because a token names one that is not known; undefined where the budget is spent. */
  refresh(): Promise<void> | undefined {
    if (this.#pending) return this.#pending
    if (!this.#budget.take(this.now())) return undefined
    return this.#single(() => this.#pull())
  }

  /** Reads the store now, and does what is due. For people and tests; requests call `view`. */
  async sync(): Promise<RingDocument> {
    await this.#idle()
    await (this.held ? this.#refresh() : (this.#loading ??= this.#first()))
    return this.held!.doc
  }

  /** Changes the document, after a look at the store. */
  async change(
    make: (doc: RingDocument, now: number) => Awaitable<RingDocument>,
  ): Promise<RingDocument> {
    await this.sync()
    await this.#idle()
    await this.#single(() => this.#copy.change(make, TRIES))
    await this.#announce()
    return this.held!.doc
  }

  /** The instances, where the store knows them. */
  async instances(): Promise<readonly InstanceRow[]> {
    return (await this.#options.store.instances?.()) ?? []
  }

  /** A key that is in no ring yet. */
  fresh(): Promise<FreshKey> {
    return this.#copy.fresh()
  }

  roots(): Awaitable<readonly RootKey[]> {
    return this.#options.roots()
  }

  /** Stops listening to the store. */
  close(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #current(): KeyView {
    const now = this.now()
    const held = this.held!
    const known = this.#timed
    if (known && known.of === held && now < known.view.until && now >= known.view.from) {
      return known.view.view
    }
    const { doc, root } = held
    const origin = `ring=${doc.ring} rev=${doc.rev} store=${this.#options.store.name} root=${root}`
    const view = viewAt(doc, now, origin)
    if (!view) throw new Error(`No key of ring ${doc.ring} seals.`)
    this.#timed = { of: held, view }
    if (view.overdue && view.overdue !== this.#saidOverdue) {
      const message = `key ${view.overdue} seals past its time: it has no successor`
      this.#say("key.overdue", "error", message)
    }
    this.#saidOverdue = view.overdue
    return view.view
  }

  async #first(): Promise<void> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          await (this.#pending ?? this.#refresh())
          break
        } catch (error) {
          if (attempt >= FIRST_TRIES || error instanceof RingError) throw error
          await sleep(this.#world, RETRY * attempt * this.#world.random())
        }
      }
      this.#listen()
    } finally {
      this.#loading = undefined
    }
  }

  #single(work: () => Promise<void>): Promise<void> {
    this.#pending = work().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  /** One thing at a time: an older answer of the store must not be judged after a newer one. */
  async #idle(): Promise<void> {
    while (this.#pending) await this.#pending.catch(() => {})
  }

  async #pull(): Promise<void> {
    const started = this.#world.now()
    await this.#copy.pull()
    // The first look at the store's clock may have moved ours.
    this.#readAt = this.now() - (this.#world.now() - started)
  }

  /** Reads; then announces this instance and does what is due. Only a failed read is a failure. */
  #refresh(): Promise<void> {
    return this.#single(async () => {
      try {
        await this.#pull()
      } catch (error) {
        const wait = Math.min(
          RETRY * 2 ** this.#failures++,
          RETRY_MAX,
          this.#options.policy.refresh,
        )
        this.#due = this.#failedAt + wait * (0.5 + this.#world.random() / 2)
        if (this.held) this.#say("ring.unreachable", "error", messageOf(error))
        throw error
      }
      this.#failures = 0
      this.#failedAt = -Infinity
      const { refresh } = this.held!.doc.policy
      this.#due = this.#readAt + this.#rules.jittered(refresh, this.#world.random())
      await this.#tend()
      await this.#announce()
    })
  }

  async #tend(): Promise<void> {
    if (this.#options.role !== "full") return
    try {
      await this.#copy.change((doc, now) => this.#next(doc, now), QUIET_TRIES)
    } catch (error) {
      this.#say("ring.write-failed", "warn", messageOf(error))
    }
  }

  async #next(doc: RingDocument, now: number): Promise<RingDocument> {
    const key = keyAtGate(doc, now)
    const rows = key ? await this.instances() : []
    if (key) this.#nameLaggards(laggards(doc, key, rows, now))
    const old = doc.keys.filter((one) => now >= retiresAt(doc, one)).map(({ id }) => id)
    const held = await this.#heldKeys.of(old)
    const { policy } = this.#options
    const fresh = isSuccessorDue(doc, now) ? await this.fresh() : null
    const next = this.#rules.plan(doc, { now, policy, fresh, rows, held })
    const roots = await this.#options.roots()
    const grace = doc.policy.propagation + doc.policy.staleness
    return rewrap(next, roots, { ...planRoots(next, roots, { now, grace }), now })
  }

  #nameLaggards(rows: readonly InstanceRow[]): void {
    for (const { instance, rev, root } of rows) {
      const message = `instance ${instance} has revision ${rev} (root ${root}) and does not know the next key`
      this.#say("key.postponed", "warn", message)
    }
  }

  async #announce(): Promise<void> {
    const { store, instance, role } = this.#options
    if (role === "operator") return
    const { doc, root } = this.held!
    try {
      await store.beat?.({ instance, rev: doc.rev, root })
    } catch (error) {
      this.#say("ring.write-failed", "warn", messageOf(error))
    }
  }

  #listen(): void {
    const { store, policy } = this.#options
    this.#unwatch ??= store.watch?.(() => {
      const look = (): void => {
        if (!this.#pending) this.#single(() => this.#pull()).catch(() => {})
      }
      // All are called at once, and would come at once.
      const ms = Math.min(CALL_SPREAD, policy.refresh / 4) * this.#world.random()
      this.#world.later(look, { ms, holds: false })
    })
  }

  #say(type: RingEvent["type"], level: RingEvent["level"], message: string): void {
    const { ring } = this.#options
    this.#options.on({ type, level, ring, rev: this.held?.doc.rev ?? 0, message })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed"
}
