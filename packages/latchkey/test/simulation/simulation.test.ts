import { describe, expect, it } from "vitest"
import { RULES } from "../../src/keys/managed/instance-options.ts"
import type { RingRules } from "../../src/keys/managed/instance-options.ts"
import { lateFork, lateForkScenario } from "./late-fork.ts"
import { DAY, NO_FAULTS, scenario } from "./scenario.ts"
import { simulate } from "./simulate.ts"
import { type Report, Simulation } from "./simulation.ts"
import { variants } from "./variants.ts"

/** `SIMULATION_SEED` replays one, or tries others. */
const FIRST_SEED = Number(process.env["SIMULATION_SEED"] ?? 2030)

/** What a reader of a failure needs: the seed, and how to see it again. */
function verdict(report: Report, instances: number): string {
  const { seed, signIns, violations } = report
  if (violations.length === 0) return "clean"
  return `npm run simulate -- --seed ${seed} --instances ${instances} --signins ${signIns}\n${violations.join("\n")}`
}

/** Together more than a million sign-ins, three other tokens shown at each. */
const runs = [
  { instances: 1, signIns: 60_000, seeds: 1 },
  { instances: 2, signIns: 60_000, seeds: 2 },
  { instances: 3, signIns: 60_000, seeds: 2 },
  { instances: 8, signIns: 150_000, seeds: 3 },
  { instances: 30, signIns: 100_000, seeds: 2 },
  { instances: 200, signIns: 80_000, seeds: 1 },
  { instances: 1000, signIns: 60_000, seeds: 1, duration: 15 * DAY },
]

describe("with everything going wrong, nobody is signed out and nothing revoked is let in", () => {
  const all: Report[] = []

  for (const { seeds, ...given } of runs) {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      it(
        `${given.instances} instances, ${given.signIns} sign-ins, seed ${seed}`,
        { timeout: 120_000 },
        async () => {
          const report = await simulate(scenario({ seed, ...given }))
          all.push(report)
          expect(verdict(report, given.instances)).toBe("clean")
        },
      )
    }
  }

  it("was a test: a million sign-ins, rotations, revocations, conflicts, unknown keys that were found", () => {
    const sum = (of: (report: Report) => number): number => all.reduce((n, one) => n + of(one), 0)
    expect(sum((one) => one.signIns)).toBeGreaterThan(1_000_000)
    expect(sum((one) => one.checks)).toBeGreaterThan(3_000_000)
    expect(sum((one) => one.keys)).toBeGreaterThan(100)
    expect(sum((one) => one.revoked)).toBeGreaterThan(20)
    expect(sum((one) => one.stored)).toBeGreaterThan(100_000)
    expect(sum((one) => one.sweeps)).toBeGreaterThan(50)
    expect(sum((one) => one.conflicts)).toBeGreaterThan(100)
    expect(sum((one) => one.unknownHealed)).toBeGreaterThan(5)
    // What is excused is the exception.
    expect(sum((one) => one.excused) / sum((one) => one.checks)).toBeLessThan(0.001)
  })

  it(
    "two histories of the ring meet, and one instance hears of it late",
    { timeout: 60_000 },
    async () => {
      for (let seed = 1; seed <= 12; seed++) {
        const given = scenario({ seed, signIns: 15_000, ...lateForkScenario })
        expect(verdict(await simulate(given, lateFork), 2)).toBe("clean")
      }
    },
  )

  it("a seed is a course: the same one twice", { timeout: 60_000 }, async () => {
    const given = scenario({ seed: FIRST_SEED + 7, signIns: 5_000 })
    expect(await simulate(given)).toEqual(await simulate(given))
    const other = await simulate({ ...given, seed: FIRST_SEED + 8 })
    expect(other.course).not.toBe((await simulate(given)).course)
  })
})

describe("a worse protocol is found out", () => {
  it.each(variants)(
    "$name",
    { timeout: 60_000 },
    async ({ broken, caught, scenario: more, script }) => {
      let found = ""
      for (let seed = 1; seed <= 12 && !caught.test(found); seed++) {
        const report = await simulate(scenario({ seed, signIns: 15_000, ...more, broken }), script)
        found = report.violations.join("\n")
      }
      expect(found).toMatch(caught)
    },
  )
})

describe("load", () => {
  /** The most reads that fell into one twentieth of a refresh interval, as a part of the instances. */
  async function crowd(rules: Partial<RingRules>): Promise<number> {
    const instances = 60
    const broken = { rules: { ...RULES, ...rules } }
    const sim = new Simulation(
      scenario({ seed: FIRST_SEED, instances, signIns: 1, faults: NO_FAULTS, broken }),
    )
    const { refresh } = sim.scenario.policy
    const start = sim.timeline.now
    const ask = (): void => {
      for (const { ring } of sim.instances) void ring.view()
      sim.timeline.add(sim.timeline.now + 10_000, ask)
    }
    ask()
    await sim.timeline.run(start + 15 * refresh)
    let most = 0
    for (let window = 0; window < 60; window++) {
      const before = sim.store.reads
      await sim.timeline.run(sim.timeline.now + refresh / 20)
      most = Math.max(most, sim.store.reads - before)
    }
    return most / instances
  }

  it("instances that start together don't come together for long; without jitter they do", async () => {
    expect(await crowd({})).toBeLessThan(0.35)
    expect(await crowd({ jittered: (refresh) => refresh })).toBe(1)
  })

  /** How often the store is read because of 100,000 tokens of keys that nobody has, in ten minutes. */
  async function flooded(rules: Partial<RingRules>): Promise<number> {
    const broken = { rules: { ...RULES, ...rules } }
    const sim = new Simulation(
      scenario({ seed: FIRST_SEED, instances: 1, signIns: 1, faults: NO_FAULTS, broken }),
    )
    const { ring } = sim.instances[0]!
    const start = sim.timeline.now
    void ring.view()
    for (let n = 0; n < 100_000; n++) {
      sim.timeline.add(start + 60_000 + n * 6, () => void ring.refresh()?.catch(() => {}), false)
    }
    await sim.timeline.run(start + 60_000)
    const before = sim.store.reads
    await sim.timeline.run(start + 660_000)
    return sim.store.reads - before
  }

  const title = "random key ids cause no more reads than the budget allows; without one they do"
  it(title, { timeout: 60_000 }, async () => {
    expect(await flooded({})).toBeLessThanOrEqual(2 + 600 / 5)
    expect(await flooded({ forcedInterval: 0 })).toBeGreaterThan(2_000)
  })
})
