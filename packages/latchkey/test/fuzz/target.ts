/** A parser under fuzzing: any bytes go in, and whatever must not be is thrown. */
export interface Target {
  readonly seeds: readonly (string | Uint8Array)[]
  run(input: Buffer): void | Promise<void>
}

/** What is said of the input has to hold, or the fuzzer has found something. */
export function holds(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`)
}

/** Runs what may refuse: only the errors that it declares are refusals. */
export async function refusable<T>(
  declared: readonly (abstract new (...args: never[]) => Error)[],
  run: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (declared.some((one) => error instanceof one)) return undefined
    throw error
  }
}

/** Bytes as text, one character for each: nothing is lost, and every header can be had. */
export function latin(input: Buffer): string {
  return input.toString("latin1")
}

/** The first line and the rest. */
export function lines(input: Buffer): readonly [string, string] {
  const text = latin(input)
  const end = text.indexOf("\n")
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)]
}
