/** What more instances cost: until all of them refuse a session that one has ended, and at a check. */
import { type Measurement, median, type Pace } from "../harness/pace.ts"
import type { Column, Line } from "../report/section.ts"
import { Group } from "../spread/group.ts"
import type { Push } from "../spread/stores.ts"

const COUNTS = [2, 4, 8, 16]
const GROWN = `${COUNTS.at(-1)!} / ${COUNTS[0]!}`
/** Sessions ended for each round of the run. */
const ENDS = 3
/** Whose checks are timed: those that are there from the beginning. */
const FEW = COUNTS[0]!
const CHECKS = 3

const columns: readonly Column[] = [
  ...COUNTS.map((count) => ({ id: `ms ${count}`, title: `${count}: ms` })),
  ...COUNTS.map((count) => ({ id: `µs ${count}`, title: `${count}: µs` })),
  { id: "last / first", title: `µs, ${GROWN}` },
]

const note =
  "Cookies that can be revoked, and processes that share this machine's cores. Milliseconds from the call of `revokeSessions` by one until the last of the others refuses the session, medians; microseconds of CPU of a session check by one, which asks no store."

async function lineOf(push: Push, pace: Pace): Promise<Line> {
  const contender = `latchkey-${push}`
  const group = await Group.over(push)
  if (!group) return { contender, values: {} }
  const values: Record<string, number> = {}
  try {
    // Compiled as far as it gets: what is compared is not how warm they are.
    await group.grow(FEW)
    await group.checks(FEW, pace.slice * 8)
    for (const count of COUNTS) {
      await group.grow(count)
      await group.checks(count, pace.slice / 2)
      const ends: number[] = []
      for (let n = 0; n < ENDS * pace.rounds; n++) ends.push(Math.max(...(await group.end())))
      values[`ms ${count}`] = median(ends)
      const checks: number[] = []
      for (let n = 0; n < CHECKS; n++) checks.push(...(await group.checks(FEW, pace.slice)))
      values[`µs ${count}`] = median(checks)
    }
  } finally {
    await group.stop()
  }
  const [first, last] = [COUNTS[0]!, COUNTS.at(-1)!]
  values["last / first"] = values[`µs ${last}`]! / values[`µs ${first}`]!
  return { contender, values }
}

export const instances: Measurement = {
  id: "instances",
  title: "An ended session, and a session check, by number of instances",
  seconds: ({ rounds, slice }) => 14 + rounds + slice / 13,
  async run(pace) {
    const lines = [await lineOf("postgres", pace), await lineOf("redis", pace)]
    const { id, title } = instances
    return { id, title, note, columns, lines }
  },
}
