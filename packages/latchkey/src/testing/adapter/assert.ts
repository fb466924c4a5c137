/** Says which expectation of a case was not met. */
export class ConformanceError extends Error {
  override name = "ConformanceError"
}

/** Values as one comparable text: dates by their time, bytes of strings visible. */
const show = (value: unknown): string =>
  value instanceof Date
    ? `Date(${Number.isNaN(value.getTime()) ? "invalid" : value.toISOString()})`
    : value === undefined
      ? "undefined"
      : JSON.stringify(value)

export function ok(condition: unknown, what: string): asserts condition {
  if (!condition) throw new ConformanceError(what)
}

/** Exactly the same value; dates by their time. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const equal =
    actual instanceof Date && expected instanceof Date
      ? actual.getTime() === expected.getTime()
      : Object.is(actual, expected)
  ok(equal, `${what}: expected ${show(expected)}, got ${show(actual)}`)
}

/** Null or undefined: known to be absent. */
export const absent = (actual: unknown, what: string): void =>
  ok(actual === null || actual === undefined, `${what}: expected nothing, got ${show(actual)}`)

/** Has every field of `expected` with exactly its value; null and undefined are one. */
export function matches(actual: unknown, expected: object, what: string): void {
  ok(typeof actual === "object" && actual !== null, `${what}: expected a row, got ${show(actual)}`)
  for (const [name, value] of Object.entries(expected))
    same((actual as Record<string, unknown>)[name] ?? null, value ?? null, `${what}, ${name}`)
}

/** Calls and awaits; whether it threw at once or rejected makes no difference. */
export async function refuses(work: () => unknown, what: string): Promise<void> {
  const refused = await attempt(work)
  ok(!refused.done, `${what}: expected an error, got ${show(refused.value)}`)
}

export interface Attempt<T> {
  readonly done: boolean
  readonly value?: T
}

export async function attempt<T>(work: () => T): Promise<Attempt<Awaited<T>>> {
  try {
    return { done: true, value: await work() }
  } catch {
    return { done: false }
  }
}

/** Starts `work` so many times at once and answers what the successful ones got. */
export async function race<T>(times: number, work: (n: number) => T): Promise<Awaited<T>[]> {
  const all = await Promise.all(Array.from({ length: times }, (_, n) => attempt(() => work(n))))
  return all.filter((one) => one.done).map((one) => one.value as Awaited<T>)
}
