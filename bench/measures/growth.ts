/** What an operation costs with more of something: keys, providers, kilobytes, sessions. */
import { type Measurement, median } from "../harness/pace.ts"
import type { Row } from "../harness/row.ts"
import type { Section } from "../report/section.ts"
import { prepareAll, type Subject, takeTurns } from "./turns.ts"

export interface GrowthOptions {
  readonly id: string
  readonly title: string
  readonly steps: readonly number[]
  readonly row: (step: number) => Row
  readonly only: readonly string[]
  /** The last column: how many times the first, or what one more costs. */
  readonly per: "last / first" | "µs per kB"
}

export function growth({ id, title, steps, row, only, per }: GrowthOptions): Measurement {
  return {
    id,
    title,
    family: row(steps[0]!).family,
    seconds: ({ rounds, slice, warmUp }) =>
      (only.length * steps.length * (warmUp + rounds * slice)) / 1000,
    async run(pace): Promise<Section> {
      // A key that is a number would come before the others, whatever the order.
      const keyOf = (step: number): string => `${id} ${step}`
      const rows = Object.fromEntries(steps.map((step) => [keyOf(step), row(step)]))
      const subjects = await prepareAll(rows, pace, only)
      await takeTurns(subjects, pace)
      const names = [...new Set(subjects.map(({ contender }) => contender))]
      const columns = steps.map((step) => ({ id: keyOf(step), title: step.toLocaleString("en") }))
      const lines = names.map((contender) => ({
        contender,
        values: valuesOf(
          subjects.filter((one) => one.contender === contender),
          per,
        ),
      }))
      return { id, title, columns: [...columns, { id: per, title: per }], lines }
    },
  }
}

function valuesOf(subjects: readonly Subject[], per: GrowthOptions["per"]): Record<string, number> {
  const values = Object.fromEntries(
    subjects.map(({ key, slices }) => [key, median(slices.map(({ cpu }) => cpu))]),
  )
  const [first, last] = [subjects[0]!, subjects.at(-1)!]
  if (first === last) return values
  // Within a round, as all ratios.
  const each = last.slices.map(({ cpu }, n) => {
    const base = first.slices[n]!.cpu
    return per === "last / first" ? cpu / base : (cpu - base) / (stepOf(last) - stepOf(first))
  })
  return { ...values, [per]: median(each) }
}

const stepOf = ({ key }: Subject): number => Number(key.slice(key.indexOf(" ")))
