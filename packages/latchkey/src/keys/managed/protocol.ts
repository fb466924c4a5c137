import type { InstanceRow, KeyStore, KeyView, RingAbout, RootKey } from "../../contracts/keys.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { refreshed } from "../refreshed.ts"
import { errorClass } from "../source-facts.ts"
import { RingCaretaker } from "./caretaker.ts"
import { RingClock } from "./clock.ts"
import { type Held, RingCopy } from "./copy.ts"
import { CurrentView } from "./current-view.ts"
import { type RingDocument, RingError } from "./document.ts"
import { type RingInstanceOptions, type RingRules, RULES } from "./instance-options.ts"
import { hardAge } from "./policy.ts"
import { Stragglers } from "./stragglers.ts"
import type { FreshKey } from "./transition.ts"
import { Budget, impatient, type RingWorld, sleep } from "./world.ts"

/** How often the first read is tried before a request fails. */
const FIRST_TRIES = 3
/** How often a person's change is tried anew after a conflict. */
const TRIES = 12
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
  readonly #caretaker: RingCaretaker
  readonly #view: CurrentView
  readonly #budget: Budget
  readonly #stragglers: Stragglers
  #pending: Promise<void> | undefined
  #loading: Promise<void> | undefined
  #readAt = 0
  #due = 0
  #failures = 0
  #failure: string | null = null
  #failedAt = -Infinity
  #unwatch: (() => void) | undefined

  constructor(given: RingInstanceOptions) {
    const options = { ...given, store: impatient(given.store, given.world) }
    this.#options = options
    this.#rules = options.rules ?? RULES
    this.#world = options.world
    this.#clock = new RingClock(options)
    this.#copy = new RingCopy(options, this.#clock)
    this.#caretaker = new RingCaretaker(options, this.#copy)
    this.#view = new CurrentView(options)
    this.#stragglers = new Stragglers(options)
    // A ring that is read often may be asked for often.
    const interval = Math.min(this.#rules.forcedInterval, options.policy.refresh)
    this.#budget = new Budget(interval, FORCED_BURST)
  }

  /** Of its ring, for logs and metrics. */
  get name(): string {
    const { store, ring } = this.#options
    return `keyring:${store.name}/${ring}`
  }

  /** What this instance holds; undefined before the first read. */
  get held(): Held | undefined {
    return this.#copy.held
  }

  /** Where the ring lies; each question to it ends. */
  get store(): KeyStore {
    return this.#options.store
  }

  /** Whether keys are kept for stored data. */
  get holdsData(): boolean {
    return this.#options.held !== undefined
  }

  /** The time, by the store's clock where ours is off. */
  now(): number {
    return this.#clock.now()
  }

  /** When the store was read last; null before. */
  get readAt(): number | null {
    return this.held ? this.#readAt : null
  }

  /** The class of the error that the last reading ended with; null where it ended well. */
  get failure(): string | null {
    return this.#failure
  }

  /** What this instance and its surroundings are called. */
  get names(): { readonly ring: string; readonly store: string; readonly instance: string } {
    const { ring, store, instance } = this.#options
    return { ring, store: store.name, instance }
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
    const seals = this.#view.of(held, now) !== null
    const cutOff = now >= this.#failedAt && now < this.#failedAt + Math.min(RETRY_MAX, hard)
    // A clock that was set back makes the last read lie in the future.
    const isDue = now >= this.#due || age <= -hard
    if (!isDue && (seals || cutOff)) return this.#current()
    const refreshed = this.#pending ?? this.#refresh()
    refreshed.catch(() => {})
    // Where the store has just failed, what we know still stands, and not each request waits for it.
    if (cutOff || (seals && age < hard)) return this.#current()
    // Asleep for long, or no key seals until one is made: look first.
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

  /** Changes the document for a person, after a look at the store. */
  async change(
    make: (doc: RingDocument, now: number) => Awaitable<RingDocument>,
  ): Promise<RingDocument> {
    await this.sync()
    await this.#idle()
    await this.#single(() => this.#copy.change(make, { tries: TRIES, actor: "operator" }))
    this.#view.of(this.held!, this.now())
    await this.#caretaker.announce(this.#view.ids)
    return this.held!.doc
  }

  /** The instances, where the store knows them. */
  instances(): Promise<readonly InstanceRow[]> {
    return this.#caretaker.instances()
  }

  /** What the last view was loaded as. */
  get about(): RingAbout | undefined {
    return this.#view.about
  }

  /** Changes that met another instance's. */
  get conflicts(): number {
    return this.#copy.conflicts
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
    const view = this.#view.of(this.held!, this.now())
    if (!view) throw new Error(`No key of ring ${this.#options.ring} seals.`)
    return view
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
    await refreshed(this.name, () => this.#copy.pull())
    // The first look at the store's clock may have moved ours.
    this.#readAt = this.now() - (this.#world.now() - started)
    this.#failure = null
  }

  /** Reads; then announces this instance and does what is due. Only a failed read is a failure. */
  #refresh(): Promise<void> {
    return this.#single(async () => {
      try {
        await this.#pull()
      } catch (error) {
        this.#failure = errorClass(error)
        this.#failedAt = this.now()
        const wait = Math.min(
          RETRY * 2 ** this.#failures++,
          RETRY_MAX,
          this.#options.policy.refresh,
        )
        this.#due = this.#failedAt + wait * (0.5 + this.#world.random() / 2)
        this.#sayUnreachable(error)
        throw error
      }
      this.#failures = 0
      this.#failedAt = -Infinity
      const { refresh } = this.held!.doc.policy
      this.#due = this.#readAt + this.#rules.jittered(refresh, this.#world.random())
      await this.#caretaker.tend()
      // What time has changed is noticed without requests too.
      this.#view.of(this.held!, this.now())
      await this.#caretaker.announce(this.#view.ids)
      await this.#stragglers.tend(this.held!, this.now())
    })
  }

  /** Before the first read nobody has a ring to go on with: then the request fails, and says so. */
  #sayUnreachable(error: unknown): void {
    if (!this.held) return
    const { ring, on } = this.#options
    const { rev } = this.held.doc
    on({ type: "ring.unreachable", level: "error", ring, rev, message: messageOf(error) })
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
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed"
}
