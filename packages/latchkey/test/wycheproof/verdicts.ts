import type { Case, Group } from "./vectors.ts"

/** Something that accepts or refuses what a case holds. What it throws fails the test. */
export interface Subject {
  readonly name: string
  readonly accepts: (group: Group, test: Case) => Promise<boolean>
  readonly deviations?: readonly Deviation[]
}

/** Cases in which we judge otherwise than the vectors, and why. */
export interface Deviation {
  readonly why: string
  /** How many cases it is: a number that changes is looked at. */
  readonly cases: number
  readonly of: (group: Group, test: Case) => boolean
}

export interface Tally {
  readonly cases: number
  readonly met: number
  /** By reason. */
  readonly explained: Readonly<Record<string, number>>
  /** Where we deviate and nobody says why, or don't where somebody does. */
  readonly surprises: readonly string[]
}

/** Holds a subject against all cases of a file. */
export async function judge(groups: readonly Group[], subject: Subject): Promise<Tally> {
  const deviations = subject.deviations ?? []
  const explained = Object.fromEntries(deviations.map(({ why }) => [why, 0]))
  const surprises: string[] = []
  let cases = 0
  let met = 0
  for (const group of groups) {
    for (const test of group.tests) {
      cases++
      const accepted = await subject.accepts(group, test)
      const why = deviations.find(({ of }) => of(group, test))?.why
      const isMet = test.result === "acceptable" || accepted === (test.result === "valid")
      if (isMet) met++
      else if (why !== undefined) explained[why]!++
      if (isMet === (why !== undefined)) surprises.push(surprise(test, accepted, why))
    }
  }
  return { cases, met, explained, surprises }
}

function surprise({ tcId, comment, result }: Case, accepted: boolean, why?: string): string {
  const what = `${tcId} (${comment}): ${result}, and ${accepted ? "accepted" : "refused"}`
  return why === undefined ? what : `${what}, though it is said to deviate: ${why}`
}
