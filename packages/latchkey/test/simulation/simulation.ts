import type { KeyView } from "../../src/contracts/keys.ts"
import { laggards } from "../../src/keys/managed/acknowledge.ts"
import { hardAge, leastPropagation } from "../../src/keys/managed/policy.ts"
import { sealingKey } from "../../src/keys/managed/schedule.ts"
import { promote, revoke, rotate } from "../../src/keys/managed/transition.ts"
import { ringKey } from "../../src/keys/ring-key.ts"
import { DAY, type Scenario } from "./scenario.ts"
import { type Deployment, SimInstance } from "./sim-instance.ts"
import { StoredRows } from "./stored-rows.ts"
import { SimStore } from "./sim-store.ts"
import { createRandom, Timeline } from "./timeline.ts"
import { Tokens } from "./tokens.ts"
import { type KeyTruth, Truth } from "./truth.ts"

const START = Date.UTC(2030, 0, 1)
/** What the application has stored, how often it is sealed anew, and how often one of it is written. */
const ROWS = 400
const SWEEP = 6 * DAY
const WRITE = 0.2
/** A revocation is refused after this much on top of the age at which nobody is served unasked: an answer under way. */
const ANSWER = 15_000

export interface Report {
  readonly seed: number
  readonly signIns: number
  readonly checks: number
  readonly unknownHealed: number
  readonly unavailable: number
  readonly excused: number
  readonly revisions: number
  readonly keys: number
  readonly revoked: number
  /** Texts that were sealed for storage, and how often all of them were sealed anew. */
  readonly stored: number
  readonly sweeps: number
  readonly reads: number
  readonly conflicts: number
  readonly violations: readonly string[]
  /** A digest of the whole course: the same seed has the same one. */
  readonly course: number
}

/** A run of the real protocol in virtual time, and everything that is checked about it. */
export class Simulation {
  readonly scenario: Scenario
  readonly timeline = new Timeline(START)
  readonly random: () => number
  readonly store: SimStore
  readonly truth = new Truth()
  readonly instances: SimInstance[] = []
  /** The deployment that new instances belong to. */
  deployment: Deployment = { secrets: ["root-1-of-the-simulation"] }
  /** A person's change is being written. */
  promoting = false
  /** When the store lost something; whoever starts after that can't know better. */
  lostAt = -Infinity
  deployedAt = -Infinity
  readonly #tokens: Tokens
  readonly #rows: StoredRows
  readonly #chance: () => number
  readonly #ids = new Map<string, string>()
  readonly #counts = { checks: 0, unknownHealed: 0, unavailable: 0, excused: 0 }
  #names = 0
  #keys = 0
  #course = 0

  constructor(scenario: Scenario) {
    this.scenario = scenario
    this.random = createRandom(scenario.seed)
    this.store = new SimStore(this.timeline, this.random, scenario.broken.store ?? {})
    this.store.lossRate = scenario.faults.lossRate
    this.store.onWrite = (bytes) => {
      this.truth.wrote(bytes, this.timeline.now, { promoted: this.promoting })
      this.#mix(bytes.length)
    }
    // What is broken on purpose is found out by one.
    const isBroken = Object.keys(scenario.broken).length > 0
    this.truth.onViolation = () => {
      this.timeline.halted = isBroken
    }
    this.#tokens = new Tokens(scenario.signIns)
    this.#chance = createRandom(scenario.seed + 1_000_003)
    this.#rows = new StoredRows(ROWS, this.#chance)
    for (let n = 0; n < scenario.instances; n++) this.instances.push(this.start())
  }

  get end(): number {
    return START + this.scenario.duration
  }

  async run(): Promise<Report> {
    const gap = this.scenario.duration / this.scenario.signIns
    const next = (): void => {
      this.#request()
      const at = this.timeline.now - gap * Math.log(1 - this.random())
      if (at < this.end) this.timeline.add(at, next, false)
    }
    this.timeline.add(START, next, false)
    for (let at = START + SWEEP; at < this.end; at += SWEEP) {
      this.timeline.add(at, () => this.#later(this.#sweep()))
    }
    await this.timeline.run(this.end)
    this.#checkRows()
    return this.#report()
  }

  /** A new process. */
  start(): SimInstance {
    const { scenario, timeline, store, random, deployment } = this
    const material = (): string => this.#material()
    const name = `i${this.#names++}`
    const held = (ids: readonly string[]): readonly string[] => {
      if (scenario.broken.holdsNothing) return []
      const needed = new Set([...this.#rows.needed()].map((each) => this.#ids.get(each)!))
      return ids.filter((id) => needed.has(id))
    }
    const given = { name, scenario, deployment, timeline, store, random, material, held }
    const one = new SimInstance(given)
    // One that starts before what was lost is back knows no better.
    if (timeline.now < this.lostAt + 2 * hardAge(scenario.policy)) one.excuse(timeline.now)
    return one
  }

  any(): SimInstance {
    return this.instances[Math.floor(this.random() * this.instances.length)]!
  }

  /** What a person would do, at some instance; whether it could be done there now is none of our business. */
  async operate(what: "revoke" | "rotate" | "promote"): Promise<void> {
    const { ring } = this.any()
    try {
      const fresh = await ring.fresh()
      const rows = await ring.instances()
      await ring.change((doc, now) => {
        if (what === "rotate") return rotate(doc, now, fresh)
        if (what === "promote") {
          const waiting = doc.keys.find((key) => key.notBefore > now)
          const known = waiting && laggards(doc, waiting, rows, now).length === 0
          // Reads of a copy that is late are no acknowledgement of ours to break.
          return known && this.instances.every((one) => one.healthy) ? promote(doc, now) : doc
        }
        const ids = [sealingKey(doc, now)!.id]
        const keepData = !this.scenario.broken.revokesData
        return revoke(doc, ids, { now, reason: "leaked", fresh, keepRegistered: false, keepData })
      })
    } catch {
      // Not now, then.
    }
  }

  #material(): string {
    const material = `key-${this.scenario.seed}-${this.#keys++}-of-the-simulation`
    const key = ringKey(material)
    if (key instanceof Promise)
      throw new Error("The simulation needs cryptography that answers at once.")
    this.#ids.set(material, key.id)
    return material
  }

  /** A sign-in somewhere, and three other tokens shown elsewhere. What can be answered at once is: no time passes. */
  #request(): void {
    const at = this.any()
    const view = this.#view(at)
    if (view instanceof Promise) {
      this.#later(view.then((ready) => ready && this.#mint(at, ready)))
    } else {
      this.#mint(at, view)
    }
    for (const age of ["old", "any", "new"] as const) {
      const { now } = this.timeline
      const { maxTokenAge: maxAge } = this.scenario.policy
      const token = this.#tokens.pick({ now, maxAge, random: this.random(), age })
      const pending = token === undefined ? undefined : this.#show(token, this.any())
      if (pending) this.#later(pending)
    }
  }

  #later(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#violate(`the simulation failed: ${String(error)}`))
  }

  /** Undefined where there is nothing to answer with: 503, and nobody is signed out by that. */
  #view(at: SimInstance): KeyView | Promise<KeyView | undefined> {
    const view = at.ring.view()
    if (!(view instanceof Promise)) return view
    return view.catch(() => {
      this.#counts.unavailable++
      if (at.healthy)
        this.#violate(`${at.name} can't answer, though nothing is wrong with it: ${at.problem}`)
      return undefined
    })
  }

  #mint(at: SimInstance, view: KeyView): void {
    const { now } = this.timeline
    const material = view.secrets[0]!
    this.#tokens.add(material, now)
    const key = this.#truthOf(material)
    this.#mix(now + view.secrets.length)
    if (!key) return this.#violate(`${at.name} seals with a key that was never stored`)
    const { policy } = this.scenario
    if (
      key.hurried === Infinity &&
      now < key.published + leastPropagation(policy) - 2 * policy.skew
    ) {
      this.#violate(`${at.name} seals with ${key.id} before all can know it${this.#about(key, at)}`)
    }
    if (this.#chance() < WRITE) this.#rows.write(view)
    if (this.#mustBeRefused(key, at))
      this.#violate(`${at.name} seals with revoked ${key.id}${this.#about(key, at)}`)
  }

  /** Seals all that is stored anew, at some instance. What it doesn't open it leaves to the next one. */
  async #sweep(): Promise<void> {
    this.#checkRows()
    const view = await this.#view(this.any())
    if (view) this.#rows.sweep(view)
  }

  /** Whether all that is stored can be opened: somebody has each key that is needed, whatever has happened to it. */
  #checkRows(): void {
    const had = new Set(
      this.instances.flatMap((one) => one.ring.held?.doc.keys.map((key) => key.material) ?? []),
    )
    for (const material of this.#rows.needed()) {
      if (had.has(material)) continue
      const key = this.#truthOf(material)
      const fate = key?.revoked === Infinity ? "" : ", which was revoked"
      this.#violate(`what ${this.#ids.get(material)} sealed for storage is lost${fate}`)
    }
  }

  #truthOf(material: string): KeyTruth | undefined {
    return this.truth.keys.get(this.#ids.get(material) ?? "")
  }

  #mustBeRefused(key: KeyTruth, at: SimInstance): boolean {
    const hard = hardAge(this.scenario.policy)
    // What was lost comes back with the next request to one that knows, and takes its time to the others from there.
    const bound = Math.max(key.revoked, this.lostAt + 2 * hard) + hard + ANSWER
    return key.revoked !== Infinity && this.timeline.now > bound + at.connection.lag && at.healthy
  }

  #show(token: number, at: SimInstance): Promise<void> | undefined {
    const view = this.#view(at)
    if (!(view instanceof Promise) && view.secrets.includes(this.#tokens.material(token))) {
      this.#accepted(token, at)
      return undefined
    }
    return this.#showSlowly(token, at, view)
  }

  #accepted(token: number, at: SimInstance): void {
    this.#counts.checks++
    const key = this.#truthOf(this.#tokens.material(token))
    if (this.#tokens.dead[token] && key?.revoked === Infinity) {
      this.#tokens.dead[token] = 2
      this.#violate(`a good cookie of ${key.id} was deleted`)
    }
    if (key && this.#mustBeRefused(key, at)) {
      this.#violate(`${at.name} accepts a token of revoked ${key.id}${this.#about(key, at)}`)
    }
  }

  async #showSlowly(
    token: number,
    at: SimInstance,
    first: KeyView | Promise<KeyView | undefined>,
  ): Promise<void> {
    const material = this.#tokens.material(token)
    let view = await first
    if (!view) return
    if (view.secrets.includes(material)) return this.#accepted(token, at)
    if (!this.#isRefused(material, view) && !this.scenario.broken.neverRefreshes) {
      const newer = at.ring.refresh()
      if (newer) {
        await newer.catch(() => {})
        view = (await this.#view(at)) ?? view
      }
    }
    if (view.secrets.includes(material)) {
      this.#counts.unknownHealed++
      return this.#accepted(token, at)
    }
    this.#notAccepted(token, at, view)
  }

  #isRefused(material: string, view: KeyView): boolean {
    return view.refused.has(this.#ids.get(material)!)
  }

  /** The token was shown and not accepted: is that as it should be? */
  #notAccepted(token: number, at: SimInstance, view: KeyView): void {
    this.#counts.checks++
    const { now } = this.timeline
    const { maxTokenAge, skew } = this.scenario.policy
    const material = this.#tokens.material(token)
    const key = this.#truthOf(material)
    const refused = this.#isRefused(material, view)
    if (refused || this.scenario.broken.clearsUnknown) this.#tokens.dead[token] ||= 1
    const expired = now >= this.#tokens.mintedAt[token]! + maxTokenAge
    if (expired || !key || key.revoked !== Infinity) return
    if (refused) return this.#violate(`${at.name} deletes a good cookie of ${key.id} as refused`)
    const settled =
      key.hurried === Infinity ? 0 : key.hurried + hardAge(this.scenario.policy) + skew
    const { lag } = at.connection
    // A copy that is late can't have what had to seal at once; and nobody waited for an instance that was not there.
    const late = lag > 0 && now < lag + Math.max(settled, at.started, at.excusedUntil)
    if (!at.healthy || late) return void this.#counts.excused++
    const age = Math.round((now - this.#tokens.mintedAt[token]!) / 60_000)
    this.#violate(
      `${at.name} signs out: it does not know ${key.id} (epoch ${key.epoch}, token of ${age} min)${this.#about(key, at)}`,
    )
  }

  /** What one wants to know of a violation. */
  #about(key: KeyTruth, at: SimInstance): string {
    const minutes = (then: number): string =>
      Number.isFinite(then) ? `${Math.round((this.timeline.now - then) / 60_000)} min ago` : "never"
    const { lag } = at.connection
    const facts = {
      published: minutes(key.published),
      revoked: minutes(key.revoked),
      lost: minutes(this.lostAt),
      excused: minutes(at.excusedUntil),
      hurried: minutes(key.hurried),
      lag: Math.round(lag / 60_000),
      rev: at.ring.held?.doc.rev,
      newest: Math.max(...this.instances.map((one) => one.ring.held?.doc.rev ?? 0)),
    }
    return ` ${JSON.stringify(facts)}`
  }

  #violate(what: string): void {
    this.truth.violation(this.timeline.now, what)
  }

  #mix(value: number): void {
    this.#course = (Math.imul(this.#course, 31) + Math.floor(value)) | 0
  }

  #report(): Report {
    const keys = [...this.truth.keys.values()]
    return {
      seed: this.scenario.seed,
      signIns: this.#tokens.count,
      ...this.#counts,
      revisions: this.truth.documents,
      keys: keys.length,
      revoked: keys.filter(({ revoked }) => revoked !== Infinity).length,
      stored: this.#rows.writes,
      sweeps: this.#rows.sweeps,
      reads: this.store.reads,
      conflicts: this.store.conflicts,
      violations: this.truth.violations,
      course: this.#course,
    }
  }
}
