/** Instances of one application, each a process of its own, that share a store of what has ended. */
import { encode } from "latchkey/jwt"
import { cookieHeader } from "../floors/cookie.ts"
import { ALL_CORES, Runner } from "../harness/process.ts"
import { secretsOf } from "../harness/row.ts"
import type { Slice } from "../harness/work.ts"
import { clean, type Push, servers } from "./stores.ts"

const NAME = "__Host-latchkey.session-token"
const file = new URL("./instance.ts", import.meta.url).pathname

async function cookieOf(person: string): Promise<string> {
  const auth_time = Math.floor(Date.now() / 1000) - 60
  const lk = { sid: `bench-session-${person}`, auth_time, ver: 1 }
  const token = await encode({ token: { sub: person, lk }, secret: secretsOf(1)[0]!, salt: NAME })
  return cookieHeader(NAME, token)
}

export class Group {
  readonly #push: Push
  readonly #name = `latchkey_bench_${process.pid}`
  #instances: Runner[] = []
  #ended = 0

  private constructor(push: Push) {
    this.#push = push
  }

  /** With nobody yet; undefined where no server answers. */
  static async over(push: Push): Promise<Group | undefined> {
    const group = new Group(push)
    try {
      await clean[push](group.#name)
    } catch {
      process.stderr.write(`(no ${push} at ${new URL(servers[push]).host}) `)
      return undefined
    }
    return group
  }

  /** Starts as many as are missing, on all cores. */
  async grow(count: number): Promise<void> {
    const args = [this.#push, servers[this.#push], this.#name]
    const more = Array.from({ length: count - this.#instances.length }, (_, n) => {
      return new Runner(`instance ${n} over ${this.#push}`, file, args, { core: ALL_CORES })
    })
    this.#instances.push(...more)
    await Promise.all(more.map((one) => one.ready()))
  }

  /** The first ends a session: milliseconds from then until each of the others refuses it. */
  async end(): Promise<number[]> {
    const [first, ...others] = this.#instances
    const person = `person-${process.pid}-${this.#ended++}`
    const cookie = await cookieOf(person)
    for (const one of others) await one.ask({ watch: cookie })
    const ends = others.map((one) => one.next<{ over: number }>())
    const { began } = await first!.ask<{ began: number }>({ end: person })
    return (await Promise.all(ends)).map(({ over }) => over - began)
  }

  /** Microseconds of CPU that a check of a session which goes on takes each of the first few, in turn. */
  async checks(few: number, milliseconds: number): Promise<number[]> {
    const check = await cookieOf(`person-${process.pid}-who-stays`)
    const each: number[] = []
    for (const one of this.#instances.slice(0, few)) {
      each.push((await one.ask<Slice>({ check, milliseconds })).cpu)
    }
    return each
  }

  async stop(): Promise<void> {
    for (const one of this.#instances) one.stop()
    this.#instances = []
    await clean[this.#push](this.#name)
  }
}
