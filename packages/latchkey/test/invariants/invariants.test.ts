/**
 * Property tests over a machine: people sign in, out, link, unlink, are revoked, deleted, copied, while keys rotate, time
 * passes, stores fail and two instances answer. What must hold is looked at after each step.
 *
 * `npm run invariants -- --runs 500 --seed 7` runs it for longer; a failure prints its seed and the shortest course.
 */
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { ordinary, PEOPLE } from "./commands.ts"
import { signIns } from "./sign-ins.ts"
import { type Invariant, Truth, Violation } from "./truth.ts"
import { STRATEGIES, type Strategy, World } from "./world.ts"

const RUNS = Number(process.env["INVARIANT_RUNS"] ?? 120)
const SEED = Number(process.env["INVARIANT_SEED"] ?? 20_301)
const BEGIN = Date.UTC(2030, 0, 1)

const invariants: readonly (readonly [Invariant, string])[] = [
  ["INV-1", "a session exists only after its user signed in"],
  ["INV-2", "what was revoked, signed out or deleted is shown by no instance after the bound"],
  ["INV-3", "a link, a code and a state lead to one sign-in at the most"],
  ["INV-4", "ids of sessions never come twice, nor into the log or an address"],
  ["INV-5", "no session slides past its absolute end, and no end comes nearer"],
  ["INV-6", "nobody sees another's session, whoever asks at the same time"],
  ["INV-7", "a session has the factors that were shown at its sign-in, and no more"],
  ["INV-8", "an account leads to one user, and each user keeps a way in"],
  ["INV-9", "no session is lost by a rotation or a deploy that is taken back"],
  ["INV-10", "a sign-in that fails leaves no check behind, and no user without a way in"],
  ["INV-11", "each way of reading a session says the same"],
  ["INV-12", "no bytes make the handler throw or answer 5xx"],
]

interface Outcome {
  readonly checks: Map<Invariant, number>
  readonly failure: string | undefined
  readonly against: Invariant | undefined
}

async function play(strategy: Strategy, seed: number): Promise<Outcome> {
  const checks = new Map<Invariant, number>()
  const all = fc.commands([...ordinary, ...signIns, ...signIns], { maxCommands: 60, size: "max" })
  const property = fc.asyncProperty(all, async (commands) => {
    vi.setSystemTime(BEGIN)
    const world = new World(strategy, PEOPLE)
    const truth = new Truth(strategy, PEOPLE, checks)
    await fc.asyncModelRun(() => ({ model: truth, real: world }), commands)
  })
  const details = await fc.check(property, { numRuns: RUNS, seed })
  if (!details.failed) return { checks, failure: undefined, against: undefined }
  const error = details.errorInstance
  const course = String(details.counterexample?.[0])
  return {
    checks,
    failure: `seed ${seed}, path ${details.counterexamplePath}: ${String(error)}\n${course}`,
    against: error instanceof Violation ? error.invariant : undefined,
  }
}

describe.each(STRATEGIES)("the machine, sessions kept as %s", (strategy) => {
  let outcome: Outcome
  beforeAll(
    async () => {
      vi.useFakeTimers({ toFake: ["Date"] })
      console.log(`invariants: ${strategy}, ${RUNS} runs, seed ${SEED}`)
      outcome = await play(strategy, SEED)
      const checks = [...outcome.checks.values()].reduce((sum, one) => sum + one, 0)
      console.log(`invariants: ${strategy}, ${checks} checks`)
    },
    20_000 + RUNS * 5_000,
  )
  afterAll(() => void vi.useRealTimers())

  // Only a list of sessions says how somebody came in.
  const known = invariants.filter(([name]) => strategy !== "jwt" || name !== "INV-7")

  it.each(known)("%s: %s", (invariant) => {
    const { failure, against, checks } = outcome
    // What is against no invariant by name is against all.
    if (against === invariant || !against) expect(failure).toBeUndefined()
    expect(checks.get(invariant)).toBeGreaterThan(RUNS)
  })
})
