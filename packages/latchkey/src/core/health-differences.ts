import type { HealthDetails } from "../contracts/health.ts"
import type { ComparedInstance, HealthDifference } from "./health-comparison.ts"

type Known = Omit<ComparedInstance, "differences">
/** An instance that told its details. */
type Detailed = Known & { readonly answer: { readonly details: HealthDetails } }

/** The value that more have than any other; undefined where two are equally frequent, or there is none. */
export function mostly<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [first, second] = [...counts].toSorted((a, b) => b[1] - a[1])
  return first && first[1] !== second?.[1] ? first[0] : undefined
}

/** How one instance differs from all of them, itself included. Pure. */
export function differencesOf(one: Known, all: readonly Known[]): HealthDifference[] {
  return [
    ...unavailable(one),
    ...refused(one),
    ...development(one, all),
    ...activeKey(one, all),
    ...(hasDetails(one) ? byDetails(one, all.filter(hasDetails)) : []),
  ]
}

function hasDetails(one: Known): one is Detailed {
  return one.answer.details !== undefined
}

function unavailable({ instance, answer }: Known): HealthDifference[] {
  if (answer.status !== "unavailable") return []
  const actual = answer.details?.error ?? null
  const why = actual === null ? "see its log" : actual
  const message = `${instance} can't serve requests: ${why}`
  return [{ kind: "unavailable", level: "error", expected: null, actual, message }]
}

function refused({ instance, answer, refused: was }: Known): HealthDifference[] {
  if (!was) return []
  const message = `${instance} does not have the key of whoever asked, or goes by another host name`
  return [{ kind: "token-refused", level: "error", expected: null, actual: answer.key, message }]
}

function development({ instance, answer }: Known, all: readonly Known[]): HealthDifference[] {
  if (!answer.development || all.every((other) => other.answer.development)) return []
  const message = `${instance} has a development secret, others have not`
  return [{ kind: "development", level: "error", expected: null, actual: answer.key, message }]
}

function activeKey(one: Known, all: readonly Known[]): HealthDifference[] {
  const { instance, answer } = one
  if (answer.key === null) return []
  const others = all.filter(({ answer: { key } }) => key !== null && key !== answer.key)
  const odd = oddValue(
    answer.key,
    all.flatMap(({ answer: { key } }) => (key === null ? [] : [key])),
  )
  if (!odd) return []
  // Where each opens what the other seals, nobody is signed out: a rotation on its way.
  const mutual = others.every((other) => opens(one, other.answer.key!) && opens(other, answer.key!))
  const message = `${instance} seals with ${answer.key}, ${odd.others} with ${odd.expected}`
  const level = mutual ? "warning" : "error"
  return [{ kind: "active-key", level, expected: odd.expected, actual: answer.key, message }]
}

function opens({ answer }: Known, key: string): boolean {
  return answer.details?.accepts.includes(key) === true
}

function byDetails(one: Detailed, all: readonly Detailed[]): HealthDifference[] {
  const place = ({ answer: { details } }: Detailed): string | null =>
    details.ring ? `${details.ring.store}/${details.ring.name}` : details.source
  const sessions = ({ answer: { details } }: Detailed): string | null =>
    details.sessions?.key ?? null
  const root = ({ answer: { details } }: Detailed): string | null => details.ring?.root ?? null
  return [
    ...keySets(one, all),
    ...compared(one, all, {
      kind: "session-key",
      level: "error",
      what: "session key",
      of: sessions,
    }),
    ...compared(one, all, { kind: "source", level: "warning", what: "source", of: place }),
    ...compared(one, all, { kind: "root", level: "error", what: "root", of: root }),
    ...revision(one, all),
  ]
}

/** Keys that at least half of them open belong to the ring; fewer can't be asked about one against one. */
function keySets(one: Detailed, all: readonly Detailed[]): HealthDifference[] {
  const { accepts } = one.answer.details
  if (accepts.length === 0) return []
  const holders = all.filter(({ answer: { details } }) => details.accepts.length > 0)
  const share = (id: string): number =>
    holders.filter((other) => opens(other, id)).length / holders.length
  const ids = [...new Set(holders.flatMap(({ answer: { details } }) => details.accepts))]
  const missing = ids.filter((id) => !accepts.includes(id) && share(id) >= 0.5)
  const extra = accepts.filter((id) => share(id) < 0.5)
  const revoked = (id: string): boolean =>
    all.some(({ answer: { details } }) => details.refused.includes(id))
  return [
    ...missing.map((id): HealthDifference => {
      const message = `${one.instance} misses key ${id}: what it sealed is unknown there`
      return { kind: "missing-key", level: "error", expected: id, actual: null, message }
    }),
    ...extra.map((id): HealthDifference => {
      const why = revoked(id) ? ", which others refuse for good" : ", which most others don't have"
      const message = `${one.instance} accepts key ${id}${why}`
      const level = revoked(id) ? "error" : "warning"
      return { kind: "extra-key", level, expected: null, actual: id, message }
    }),
  ]
}

interface Property {
  readonly kind: HealthDifference["kind"]
  readonly level: HealthDifference["level"]
  /** For people. */
  readonly what: string
  readonly of: (one: Detailed) => string | null
}

function compared(
  one: Detailed,
  all: readonly Detailed[],
  { kind, level, what, of }: Property,
): HealthDifference[] {
  // Without keys there is nothing of them to compare.
  if (one.answer.key === null) return []
  const actual = of(one)
  const odd = oddValue(actual, all.filter(({ answer }) => answer.key !== null).map(of))
  if (!odd) return []
  const message = `${one.instance} has ${what} ${actual ?? "none"}, ${odd.others} ${odd.expected ?? "none"}`
  return [{ kind, level, expected: odd.expected, actual, message }]
}

/** An older revision than most have; where it is half against half, than the newest. */
function revision(one: Detailed, all: readonly Detailed[]): HealthDifference[] {
  const actual = one.answer.details.ring?.rev ?? null
  const revs = all.flatMap(({ answer: { details } }) => details.ring?.rev ?? [])
  const expected = mostly(revs) ?? Math.max(...revs)
  if (actual === null || actual === expected) return []
  const message = `${one.instance} has revision ${actual} of the ring, others ${expected}`
  return [
    {
      kind: "revision",
      level: "warning",
      expected: String(expected),
      actual: String(actual),
      message,
    },
  ]
}

/** What the others have, where this value is not the majority's. Of two equally frequent ones each is odd. */
function oddValue<T extends string | null>(
  actual: T,
  values: readonly T[],
): { readonly expected: T; readonly others: string } | undefined {
  if (values.every((value) => value === actual)) return undefined
  const most = mostly(values)
  if (most === actual) return undefined
  const expected = most === undefined ? values.find((value) => value !== actual)! : most
  const count = values.filter((value) => value === expected).length
  return { expected, others: `${count} of ${values.length}` }
}
