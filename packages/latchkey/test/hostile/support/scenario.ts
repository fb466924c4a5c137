import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { Bend } from "./bend.ts"
import { HostileProvider } from "./provider.ts"
import { type Mode, modes, type Outcome, signIn, type SignInOptions } from "./sign-in.ts"

/** One sign-in at a provider that lies, and what must come of it. */
export interface Scenario {
  /** The lie; made anew for each run where it is a function. */
  readonly bend?: Bend | ((op: HostileProvider) => Bend)
  readonly provider?: object | ((op: HostileProvider) => object)
  /** `in`, or the code of the error and the reason in its cause; with a star, whatever the runtime calls it. */
  readonly outcome: string
  /** Requests to the endpoint for tokens and to the one for the person. @default [1, 0] */
  readonly asked?: readonly [token: number, userinfo: number]
  readonly modes?: readonly Mode[]
  readonly away?: SignInOptions["away"]
  /** What else must be so. */
  readonly also?: (op: HostileProvider, outcome: Outcome) => unknown
}

export type Scenarios = Record<string, Scenario>

/** A provider for the tests of a file, back to the truth after each. */
export function provideOp(): () => HostileProvider {
  let op: HostileProvider
  beforeAll(async () => {
    op = await HostileProvider.start()
  })
  afterEach(() => {
    op.reset()
    vi.useRealTimers()
  })
  afterAll(() => op.close())
  return () => op
}

/** Runs a scenario, and holds what came of it against what must. */
export async function play(op: HostileProvider, scenario: Scenario, mode: Mode): Promise<Outcome> {
  const { bend = {}, provider = {}, asked = [1, 0], away } = scenario
  op.bend = typeof bend === "function" ? bend(op) : bend
  const given = typeof provider === "function" ? provider(op) : provider
  const result = await signIn(op, { mode, provider: given, ...(away && { away }) })
  expectOutcome(result.outcome, scenario.outcome.replaceAll("OP", op.url))
  expect([op.count("/token"), op.count("/userinfo")]).toEqual(asked)
  expect(result.user?.id !== undefined).toBe(scenario.outcome === "in")
  // Used up, however it ended: the same answer can't be tried again.
  const checks = result.browser.names().filter((name) => /state|nonce|pkce/.test(name))
  expect(checks).toEqual([])
  await scenario.also?.(op, result)
  return result
}

/** A star at the end stands for words of the runtime, of which there is at least one. */
function expectOutcome(outcome: string, expected: string): void {
  if (!expected.endsWith("*")) return expect(outcome).toBe(expected)
  expect(outcome.startsWith(expected.slice(0, -1))).toBe(true)
  expect(outcome.length).toBeGreaterThan(expected.length)
}

/** A test for each scenario in each mode that it applies in, all named by the scenario. */
export function playAll(title: string, op: () => HostileProvider, scenarios: Scenarios): void {
  describe(title, () => {
    const rows = Object.entries(scenarios).flatMap(([name, scenario]) =>
      (scenario.modes ?? modes).map((mode) => [name, mode, scenario] as const),
    )
    it.each(rows)("%s (%s)", async (_, mode, scenario) => {
      await play(op(), scenario, mode)
    })
  })
}
