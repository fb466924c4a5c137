import { vi } from "vitest"
import type { Issuer } from "../support/issuer.ts"
import type { App, Instance } from "./app.ts"
import type { Show, Thing } from "./things.ts"

/**
 * What became of a thing that was shown to an instance.
 * - `survives`: accepted
 * - `kept`: refused, and the browser still has it: another instance, or the way back, accepts it
 * - `cleared`: refused for good, and taken from the browser
 */
export type Verdict = "survives" | "kept" | "cleared"

/** One showing, what happened and what must. */
export interface Showing {
  readonly to: string
  readonly must: Verdict
  readonly was: Verdict
}

const DAY = 86_400_000

/** One thing on its way through one step: a cell of the matrix. */
export class Lab {
  readonly app: App
  readonly thing: Thing
  readonly showings: Showing[] = []
  readonly #issuer: Issuer
  #show: Show | undefined

  constructor(thing: Thing, issuer: Issuer) {
    this.thing = thing
    this.app = thing.app(issuer)
    this.#issuer = issuer
  }

  /** Makes the thing at this instance. */
  async begin(instance: Instance): Promise<void> {
    this.app.reach(instance)
    this.#show = await this.thing.begin(this.app, this.#issuer)
  }

  /** Shows the thing to this instance. What is accepted once only is made anew there afterwards. */
  async show(to: string, instance: Instance, must: Verdict): Promise<void> {
    this.app.reach(instance)
    const before = this.#carried()
    const accepted = await this.#show!()
    const after = this.#carried()
    const lost = [...before].some(([name, value]) => after.get(name) !== value)
    const was: Verdict = accepted ? "survives" : lost ? "cleared" : "kept"
    this.showings.push({ to, must: this.#must(must), was })
    if (!accepted) return
    if (!this.thing.lasting) await this.begin(instance)
    await this.thing.visit?.(this.app)
  }

  #must(must: Verdict): Verdict {
    if (this.thing.keyless) return "survives"
    return must === "cleared" ? this.thing.revoked : must
  }

  /** Minutes go by. Milliseconds. */
  passes(milliseconds: number): void {
    wait(milliseconds)
  }

  /** Days go by, and people use the application at this instance. */
  async live(days: number, instance: Instance): Promise<void> {
    this.app.reach(instance)
    for (let left = days; left > 0; left -= 10) {
      wait(Math.min(left, 10) * DAY)
      if (this.thing.lasting) await this.#use()
      else await this.begin(instance)
    }
  }

  async #use(): Promise<void> {
    if (!(await this.#show!())) throw new Error("lost while people used the application")
    await this.thing.visit?.(this.app)
  }

  #carried(): Map<string, string> {
    const { cookies } = this.app.browser
    const names = [...cookies.keys()].filter((name) => this.thing.carriers.test(name))
    return new Map(names.map((name) => [name, cookies.get(name)!.value]))
  }
}

/** Turns the clock on. Milliseconds. */
export function wait(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds)
}
