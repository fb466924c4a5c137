/**
 * Every purpose against every step: a browser keeps what it was given while the keys change, and each cell says what
 * became of it. `docs/rotation-matrix.md` shows the table.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { Lab, type Showing } from "./lab.ts"
import { managedSteps } from "./managed-steps.ts"
import { sourcedSteps } from "./sourced-steps.ts"
import { staticSteps, type Step } from "./steps.ts"
import { things } from "./things.ts"

const steps: readonly Step[] = [...staticSteps, ...sourcedSteps, ...managedSteps]

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

describe.each(steps)("$tier: $name", (step) => {
  it.each(things)("$kind ($form)", async (thing) => {
    const lab = new Lab(thing, issuer)
    await step.run(lab)
    expect(lab.showings.length).toBeGreaterThan(0)
    const wrong = lab.showings.filter(({ must, was }) => must !== was)
    expect(wrong).toEqual([] satisfies Showing[])
  })
})
