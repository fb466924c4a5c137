import { Browser } from "../support/browser.ts"
import type { Fleet, Instance } from "./fleet.ts"

/** What went wrong for a visitor. */
interface Mishap {
  readonly what: string
  /** The clock of the instance that answered. */
  readonly clock: number
}

/**
 * Someone who is signed in and comes back all the time, by a balancer that goes round the instances and takes the
 * next where one is not there.
 */
export class Visitor extends Browser {
  readonly #fleet: Fleet
  #turn = 0
  #last: Instance | undefined
  /** The balancer sends nobody there, as it does with one that is not ready. */
  avoid: Instance | undefined
  /** Each answer that was not a session. */
  readonly mishaps: Mishap[] = []
  /** Answers with a session. */
  visits = 0
  /** Keys that sealed the cookie, in order. */
  readonly keys: string[] = []

  constructor(fleet: Fleet) {
    super({})
    this.#fleet = fleet
  }

  override async send(path: string, init: RequestInit = {}): Promise<Response> {
    const { instances } = this.#fleet
    for (let tries = 0; tries < 50; tries++) {
      const instance = instances[this.#turn++ % instances.length]!
      const there = instance.alive && instance !== this.avoid
      const response = there ? await this.ask(instance, path, init) : null
      if (!response) {
        if (this.#turn % instances.length === 0) await soon(50)
        continue
      }
      this.keep(response)
      this.#last = instance
      return response
    }
    throw new Error("No instance answers.")
  }

  /** Asks one instance, with the cookies; null where it is gone. */
  async ask(instance: Instance, path: string, init: RequestInit = {}): Promise<Response | null> {
    const headers = new Headers(init.headers)
    headers.set(
      "cookie",
      [...this.cookies].map(([name, { value }]) => `${name}=${value}`).join("; "),
    )
    const url = `http://127.0.0.1:${instance.port}${this.basePath}${path}`
    try {
      const response = await fetch(url, { redirect: "manual", ...init, headers })
      // An answer that breaks off is none.
      const body = await response.text()
      return new Response(body || null, { status: response.status, headers: response.headers })
    } catch {
      return null
    }
  }

  async signIn(): Promise<void> {
    await this.post("/callback/credentials")
    await this.visit()
    if (this.mishaps.length > 0) throw new Error(`Not signed in: ${this.mishaps[0]!.what}`)
  }

  /** Asks for the session once. */
  async visit(): Promise<void> {
    const response = await this.get("/session")
    const body = await response.text()
    const kid = this.kid
    if (kid !== undefined && kid !== this.keys.at(-1)) this.keys.push(kid)
    if (response.status === 200 && body.includes('"Ada"')) this.visits++
    else this.mishaps.push({ what: `${response.status} ${body}`, clock: this.#last!.clock })
  }

  /** Comes back again and again while `work` goes on, in four tabs. */
  async during(work: () => Promise<void>): Promise<void> {
    let over = false
    const coming = async (): Promise<void> => {
      while (!over) {
        await this.visit()
        await soon(10)
      }
    }
    const done = work().finally(() => (over = true))
    await Promise.all([done, coming(), coming(), coming(), coming()])
  }

  /** The id of the key that the session cookie names. */
  get kid(): string | undefined {
    const [, cookie] = [...this.cookies].find(([name]) => /session/.test(name)) ?? []
    if (!cookie) return undefined
    const header = Buffer.from(cookie.value.split(".")[0]!, "base64url").toString()
    return (JSON.parse(header) as { kid: string }).kid
  }
}

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
