/**
 * Every purpose against every step: a browser keeps what it was given while the keys change, and each cell says what
 * became of it. `docs/rotation-matrix.md` shows the table.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { Lab, type Verdict } from "./lab.ts"
import { managedSteps } from "./managed-steps.ts"
import { committed } from "./results.ts"
import { sourcedSteps } from "./sourced-steps.ts"
import { staticSteps, type Step } from "./steps.ts"
import { things, todo } from "./things.ts"

const steps: readonly Step[] = [...staticSteps, ...sourcedSteps, ...managedSteps]

/** What was seen: by step, kind and form. */
type Cells = Record<string, Record<string, Verdict[]>>
const seen = new Map<Step, Cells>(steps.map((step) => [step, {}]))

let issuer: Issuer

beforeAll(async () => {
  const redirect_uris = [
    "https://app.example/auth/callback/local",
    "https://app.example/api/auth/callback/local",
    "https://stable.example/auth/callback/local",
  ]
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris }
  issuer = await startIssuer({ client })
})
afterAll(() => issuer.close())
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }))
afterEach(() => void vi.useRealTimers())

for (const step of steps) {
  describe(`${step.tier}: ${step.name}`, () => {
    it.each(things)("$kind ($form)", async (thing) => {
      const lab = new Lab(thing, issuer)
      await step.run(lab)
      const cells = (seen.get(step)![thing.kind] ??= {})
      cells[thing.form] = lab.showings.map(({ was }) => was)
      const became = lab.showings.map(({ to, was }) => `${to}: ${was}`)
      const must = lab.showings.map((one) => `${one.to}: ${one.must}`)
      expect(became.length).toBeGreaterThan(0)
      expect(became).toEqual(must)
    })
  })
}

it("each purpose at each step is what docs/rotation-matrix.md says", () => {
  const rows = steps.map((step) => ({ tier: step.tier, name: step.name, cells: seen.get(step)! }))
  const matrix = {
    kinds: [...new Set(things.map(({ kind }) => kind))],
    todo: [...todo],
    cells: steps.length * things.length,
    steps: rows,
  }
  expect(matrix).toEqual(committed("matrix", matrix))
})
