/**
 * Whatever `openid-client` refuses, we refuse: the same answers, bent in one to three ways, to both. Five thousand by
 * `npm run differential`; here a few, of another seed at each run.
 */
import { expect, it } from "vitest"
import { compare } from "./differential/compare.ts"

it(
  "whatever openid-client refuses of 300 bent sign-ins, we refuse",
  { timeout: 60_000 },
  async () => {
    const seed = Math.floor(Math.random() * 4_294_967_296)
    const result = await compare(seed, 300)
    expect({ seed, deviations: result.deviations }).toEqual({ seed, deviations: [] })
    // Both kinds of verdicts are there, or nothing was compared.
    expect(result.bothIn).toBeGreaterThan(20)
    expect(result.bothRefused).toBeGreaterThan(100)
  },
)
