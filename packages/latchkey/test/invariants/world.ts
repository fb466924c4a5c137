import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { RevocationStore } from "../../src/contracts/revocations.ts"
import { Browser } from "../support/browser.ts"
import { Outside } from "./outside.ts"

export const STRATEGIES = ["jwt", "revocable", "database"] as const
/** How sessions are kept. */
export type Strategy = (typeof STRATEGIES)[number]

/** Seconds. */
export const MAX_AGE = 1_000
export const UPDATE_AGE = 200
export const ABSOLUTE = 2_500
export const STALENESS = 20

export const SECRETS = ["a", "b", "c", "d", "e", "f"].map((letter) =>
  Buffer.from(`${letter} key of the machine ${"0123456789".repeat(2)}`)
    .toString("base64url")
    .slice(0, 43),
)

/** Two instances of an application that share their stores, people with browsers, and what can fail. */
export class World {
  readonly outside = new Outside()
  readonly adapter: Adapter = MemoryAdapter()
  readonly instances: readonly AuthConfig[]
  readonly browsers: readonly Browser[]
  /** All that was logged. */
  readonly log: string[] = []
  /** All URLs that an answer named. */
  readonly places: string[] = []
  /** Ids of users that were written. */
  readonly created = new Set<string>()
  /** Statuses from 500 on, where no store failed. */
  readonly broken: string[] = []
  /** How many more calls of the store pass before one fails; Infinity: none fails. */
  failsAfter = Number.POSITIVE_INFINITY
  /** The keys of each instance, the one that seals first. */
  readonly keys: string[][] = [[SECRETS[0]!], [SECRETS[0]!]]
  readonly strategy: Strategy

  constructor(strategy: Strategy, people: number) {
    this.strategy = strategy
    this.instances = [0, 1].map((n) => this.#instance(n))
    this.browsers = Array.from({ length: people }, () => this.#browser())
  }

  /** Asks by this instance. */
  at(browser: number, instance: number): Browser {
    const one = this.browsers[browser]!
    one.config = this.instances[instance]!
    return one
  }

  #browser(): Browser {
    const browser = new Browser({})
    const send = browser.send.bind(browser)
    browser.send = async (path, init) => {
      const response = await send(path, init)
      const place = response.headers.get("location")
      if (place !== null) this.places.push(place)
      if (response.status >= 500 && this.failsAfter === Infinity)
        this.broken.push(`${path.split("?")[0]} ${response.status}`)
      return response
    }
    return browser
  }

  #instance(n: number): AuthConfig {
    const write = (...said: unknown[]): void => void this.log.push(said.map(String).join(" "))
    const stored = this.#failing(this.adapter)
    const store = this.#revocations(n)
    const { keys } = this
    return {
      providers: [
        this.outside.email,
        this.outside.provider("one", true),
        this.outside.provider("two", false),
      ],
      adapter: stored,
      // Read at each request, as an application does that is deployed anew.
      get secret() {
        return keys[n]!
      },
      trustHost: true,
      account: { recentSignIn: Infinity },
      callbacks: {
        session: ({ session, user, token }) => {
          const id = user?.id ?? token?.sub
          return { ...session, user: { ...session.user, id: String(id) } }
        },
      },
      logger: { error: write, warn: write, info: write, debug: write },
      session: {
        strategy: this.strategy === "database" ? "database" : "jwt",
        maxAge: MAX_AGE,
        updateAge: UPDATE_AGE,
        absoluteTimeout: ABSOLUTE,
        ...(this.strategy !== "jwt" && { records: this.adapter.records! }),
        ...(this.strategy === "revocable" && {
          revocable: { store, refresh: 2, staleness: STALENESS },
        }),
      },
    }
  }

  /** Each instance reads for itself; the second is not called, so that it has to look. */
  #revocations(n: number): RevocationStore {
    const { watch, ...shared } = this.adapter.revocations!
    return n === 0 && watch ? { ...shared, watch } : { ...shared }
  }

  /** The store, in which a call fails where that is wanted; before or after it was carried out. */
  #failing(adapter: Adapter): Adapter {
    const wrap = (inner: Adapter): Adapter => {
      const wrapped = { ...inner } as Record<string, unknown>
      for (const [name, method] of Object.entries(inner)) {
        if (typeof method !== "function" || name === "transaction") continue
        wrapped[name] = async (...given: unknown[]): Promise<unknown> => {
          if (this.failsAfter-- === 0) throw new Error("connection lost")
          const result = await (method as (...args: unknown[]) => unknown)(...given)
          if (name === "createUser") this.created.add((result as { id: string }).id)
          return result
        }
      }
      if (inner.transaction)
        wrapped["transaction"] = (work: (adapter: Adapter) => Promise<unknown>) =>
          inner.transaction!((within) => work(wrap(within)))
      return wrapped
    }
    return wrap(adapter)
  }
}
