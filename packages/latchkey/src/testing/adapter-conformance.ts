import { accountChangeCases } from "./adapter/account-changes.ts"
import { accountCases } from "./adapter/accounts.ts"
import { ok } from "./adapter/assert.ts"
import { authenticatorCases } from "./adapter/authenticators.ts"
import { counterCases } from "./adapter/counters.ts"
import { leaseCases } from "./adapter/leases.ts"
import { sessionListCases } from "./adapter/session-list.ts"
import { sessionCases } from "./adapter/sessions.ts"
import { tokenCases } from "./adapter/tokens.ts"
import { transactionCases } from "./adapter/transactions.ts"
import { userCases } from "./adapter/users.ts"
import type { Adapter } from "../contracts/adapter.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { AdapterRows, ConformanceCase, ConformanceGroup } from "./adapter/conformance-case.ts"

/** The two words of a test runner: vitest's, `node:test`'s, bun's or Deno's. */
export interface ConformanceRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: ConformanceIt
}

export interface ConformanceIt {
  (name: string, body: () => Promise<void>): unknown
  skip?: ConformanceIt
}

export interface AdapterConformanceOptions {
  /** Answers an adapter, called before each case. Its store may be new or shared: each case has its own data. */
  readonly adapter: () => Awaitable<Adapter>
  readonly test: ConformanceRunner
  /** Looks into the store past the adapter, so that "gone" and "stored" are also checked there. */
  readonly db?: (adapter: Adapter) => Awaitable<AdapterRows>
  /** Called after each case. */
  readonly close?: (adapter: Adapter) => Awaitable<void>
  /** How many calls a race has. Default 50. */
  readonly races?: number
  /** How often each race is run. Default 1; a store of your own wants more now and then. */
  readonly rounds?: number
  /** How exactly the store keeps a time. Default "millisecond". */
  readonly precision?: "millisecond" | "second"
  /** Cases by id, or whole groups that the adapter doesn't have. Shown as skipped where the runner can. */
  readonly skip?: readonly (ConformanceGroup | ConformanceCase["id"])[]
}

const METHODS: Record<ConformanceGroup, readonly (keyof Adapter)[]> = {
  users: [
    "createUser",
    "getUser",
    "getUserByEmail",
    "getUserByAccount",
    "updateUser",
    "deleteUser",
  ],
  accounts: ["linkAccount", "unlinkAccount"],
  sessions: ["createSession", "getSessionAndUser", "updateSession", "deleteSession"],
  tokens: ["createVerificationToken", "useVerificationToken"],
  webauthn: [
    "getAccount",
    "getAuthenticator",
    "createAuthenticator",
    "listAuthenticatorsByUserId",
    "updateAuthenticatorCounter",
  ],
  increment: ["increment"],
  transaction: ["transaction"],
  "account-changes": ["listAccountsByUserId", "updateAccount"],
  "session-list": ["listSessionsByUserId", "deleteSessionsByUserId"],
  leases: ["takeLease", "releaseLease"],
}

const CASES: readonly ConformanceCase[] = [
  ...userCases,
  ...accountCases,
  ...sessionCases,
  ...tokenCases,
  ...authenticatorCases,
  ...counterCases,
  ...transactionCases,
  ...accountChangeCases,
  ...sessionListCases,
  ...leaseCases,
]

/** What the engine gives to find a row by. Some adapters hand it on as it is, and their store refuses more. */
const KEYS: { readonly [method: string]: readonly string[] | undefined } = {
  getUserByAccount: ["provider", "providerAccountId"],
  unlinkAccount: ["provider", "providerAccountId"],
  useVerificationToken: ["identifier", "token"],
}

/** The methods as free functions that answer promises: an adapter may neither need `this` nor inherit methods. */
function unbound(adapter: Adapter): Required<Adapter> {
  const free = Object.entries(adapter)
    .filter(([, method]) => typeof method === "function")
    .map(([name, method]) => [
      name,
      async (...args: unknown[]): Promise<unknown> =>
        Reflect.apply(method as never, undefined, KEYS[name] ? [pick(args[0], KEYS[name])] : args),
    ])
  return Object.fromEntries(free) as Required<Adapter>
}

const pick = (row: unknown, names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, (row as Record<string, unknown>)[name]]))

/**
 * Registers the tests that show whether an adapter keeps the contract of `Adapter`: what is missing, exact
 * comparison, consuming once, uniqueness, races, cascades, copies, counters and transactions. Runs under any test
 * runner, and each test has a stable id that can be cited and skipped.
 *
 * @example
 * ```ts
 * import { describe, it } from "vitest"
 * import { adapterConformance } from "latchkey/testing"
 *
 * adapterConformance({ adapter: () => MyAdapter(db), test: { describe, it }, skip: ["webauthn"] })
 * ```
 */
export function adapterConformance(options: AdapterConformanceOptions): void {
  const { describe, it } = options.test
  const skipped = (name: ConformanceGroup | ConformanceCase["id"]): boolean =>
    options.skip?.includes(name) ?? false
  describe("adapter conformance", () => {
    for (const [group, methods] of Object.entries(METHODS) as [ConformanceGroup, string[]][]) {
      if (skipped(group)) continue
      it(`C00 has the methods for ${group} as properties of its own`, async () => {
        const adapter = await options.adapter()
        const missing = methods.filter(
          (name) => typeof unbound(adapter)[name as never] !== "function",
        )
        await options.close?.(adapter)
        ok(missing.length === 0, `missing: ${missing.join(", ")}`)
      })
    }
    for (const one of CASES) {
      const title = `${one.id} ${one.title}`
      if (!skipped(one.group) && !skipped(one.id)) it(title, () => runCase(one, options))
      else it.skip?.(title, () => Promise.resolve())
    }
  })
}

async function runCase(one: ConformanceCase, options: AdapterConformanceOptions): Promise<void> {
  const adapter = await options.adapter()
  const step = options.precision === "second" ? 1000 : 1
  try {
    const context = {
      adapter: unbound(adapter),
      db: (await options.db?.(adapter)) ?? {},
      races: options.races ?? 50,
      in: (seconds: number) => new Date(Math.floor((Date.now() + seconds * 1000) / step) * step),
    }
    const rounds = one.raced ? (options.rounds ?? 1) : 1
    for (let round = 0; round < rounds; round++) await one.run(context)
  } finally {
    await options.close?.(adapter)
  }
}
