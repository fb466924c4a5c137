/** Parsers at a hundred kilobytes: twice the text takes about twice the work, whatever the text is. */
import { describe, expect, it } from "vitest"
import { targets } from "./targets.ts"

const LENGTH = 100_000

/** Milliseconds: what costs less for the whole is fast enough, however it grows. */
const ENOUGH = 40

/** What makes careless expressions slow: much of one sign, or of a few, and at last one that does not fit. */
const patterns = [
  "a",
  "=",
  " ",
  "%",
  "/",
  "\\",
  ",",
  "[",
  '"',
  "-",
  "a.",
  "a=",
  '{"a":',
  "=;",
  "\r\n",
]

/** Those that read text alone; what asks a provider is held to a length before. */
const parsers = targets.filter(({ room }) => room !== "provider" && room !== "passkeys")

/** Milliseconds of processor time, the least of several. Less than the limit is enough: then nothing is compared. */
async function cost(
  run: (input: Buffer) => unknown,
  input: Buffer,
  enough: number,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 4 && least > enough; i++) {
    const before = process.cpuUsage()
    await run(input)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** The patterns of which twice as much takes more than three times as long. */
async function slow(run: (input: Buffer) => unknown, length = LENGTH): Promise<string[]> {
  const found: string[] = []
  for (const pattern of patterns) {
    const text = (size: number): Buffer => Buffer.from(`${pattern.repeat(size / pattern.length)}!`)
    const whole = await cost(run, text(length), ENOUGH)
    if (whole <= ENOUGH) continue
    const half = await cost(run, text(length / 2), 0)
    if (whole > 3 * half) found.push(`${JSON.stringify(pattern)}: ${half} ms, then ${whole} ms`)
  }
  return found
}

describe("HI-6: work that grows with the text and no faster", () => {
  it.each(parsers)("$name", { timeout: 60_000 }, async ({ target }) => {
    expect(await slow((input) => target.run(input))).toEqual([])
  })

  it("would be seen if it grew faster", async () => {
    // Twice as much takes eight times as long: far enough from the limit for a machine that is busy.
    const cubic = /=*=*a$/
    const run = (input: Buffer): boolean =>
      input.subarray(0, 2).toString() === "==" && cubic.test(input.toString())
    expect(await slow(run, 1_000)).toHaveLength(1)
  })
})
