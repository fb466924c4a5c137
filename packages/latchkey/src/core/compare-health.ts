import { differencesOf, mostly } from "./health-differences.ts"
import type { ComparedInstance, HealthComparison, HealthSample } from "./health-comparison.ts"

/**
 * Compares what instances answer to `GET /health`, and names those that differ from the majority. One address behind a
 * load balancer may be asked again and again: answers are told apart by the instance that gave them, and the last of
 * each counts. Without details only the keys that seal can be compared.
 *
 * @example
 * ```ts
 * const { agree, instances } = compareHealth([
 *   { url: "https://web-1.internal/auth/health", answer: first },
 *   { url: "https://web-2.internal/auth/health", failure: "connection refused" },
 * ])
 * ```
 */
export function compareHealth(samples: readonly HealthSample[]): HealthComparison {
  const groups = new Map<string, HealthSample[]>()
  for (const sample of samples) {
    if (!sample.answer) continue
    const group = groups.get(sample.answer.instance)
    if (group) group.push(sample)
    else groups.set(sample.answer.instance, [sample])
  }
  const known = [...groups].map(([instance, group]) => summary(instance, group))
  const instances = known.map((one) => ({ ...one, differences: differencesOf(one, known) }))
  const keys = known.flatMap(({ answer }) => (answer.key === null ? [] : [answer.key]))
  return {
    agree: instances.every((one) => one.differences.every(({ level }) => level !== "error")),
    key: mostly(keys) ?? null,
    instances,
    failures: failuresOf(samples),
  }
}

function summary(
  instance: string,
  group: readonly HealthSample[],
): Omit<ComparedInstance, "differences"> {
  const last = group.at(-1)!
  // An answer without details says less than one before, but is newer: the newest of each kind counts.
  const details = group.findLast(({ answer }) => answer!.details)?.answer!.details
  const answer = details && !last.answer!.details ? { ...last.answer!, details } : last.answer!
  const urls = [...new Set(group.map(({ url }) => url))]
  return { instance, urls, samples: group.length, answer, refused: last.refused === true }
}

function failuresOf(samples: readonly HealthSample[]): { url: string; failure: string }[] {
  const found = new Map<string, { url: string; failure: string }>()
  for (const { url, answer, failure = "no health answer" } of samples) {
    if (!answer) found.set(`${url}\n${failure}`, { url, failure })
  }
  return [...found.values()]
}
