import { inspect } from "node:util"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { KeySource, SecretValue } from "../../src/contracts/keys.ts"
import { SourceError } from "../../src/keys/source-error.ts"
import { SourceMemory } from "../../src/keys/source.ts"
import type { Emulator, Fault } from "../emulators/emulator.ts"

/** A source under test, and the service it reads. */
export interface FaultSubject<E extends Emulator> {
  readonly emulator: E
  /** Makes the source; `timeout` in seconds. */
  readonly make: (emulator: E, timeout: number) => KeySource
  /** Changes the value in the service. */
  readonly set: (emulator: E, value: string) => void
  /** What the service can't hold. */
  readonly except?: readonly string[]
  /** Texts that no error may hold. */
  readonly canaries: readonly string[]
}

const FIRST = "value-canary-0123456789-0123456789"
const values: Record<string, string> = {
  "leading and trailing blanks": "  abc \t",
  "a line break at the end": "abc\n",
  quotes: `"abc'`,
  "escapes and other scripts": `a\\n$b%41&<>ü☃𝄞`,
  "64 KB": "x".repeat(65_536),
}

async function failureOf(source: KeySource): Promise<SourceError> {
  try {
    await source.get({ signal: AbortSignal.timeout(5_000) })
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError)
    return error as SourceError
  }
  throw new Error("the source should have failed")
}

const dateIn = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString()

const first = (value: SecretValue): string => (typeof value === "string" ? value : value[0]!)

/** Every fault that a service can show, for one source: what it says then, and that it recovers. */
export function faultMatrix<E extends Emulator>(title: string, subject: FaultSubject<E>): void {
  const { emulator, make, set, canaries } = subject
  const source = (timeout = 3): KeySource => make(emulator, timeout)
  const leaks = (error: Error): void => {
    const shown = [
      error.message,
      String(error),
      inspect(error, { depth: 9 }),
      JSON.stringify(error),
    ]
    for (const canary of [FIRST, ...canaries]) expect(shown.join("\n")).not.toContain(canary)
  }
  /** Meets the fault, checks the error, and reads the value once the fault is gone. */
  const meet = async (fault: Fault, timeout = 3): Promise<SourceError> => {
    set(emulator, FIRST)
    const made = source(timeout)
    emulator.fault = fault
    const error = await failureOf(made)
    leaks(error)
    expect(error.message.startsWith(made.name)).toBe(true)
    emulator.fault = undefined
    expect(first(await made.get())).toBe(FIRST)
    return error
  }

  describe(title, () => {
    beforeAll(async () => void (await emulator.start()))
    afterAll(() => emulator.stop())
    afterEach(() => emulator.reset())

    it.each([401, 403, 404])("%i is not transient, and says what to check", async (status) => {
      const error = await meet({ status, body: { message: FIRST, error: canaries.join() } })
      expect(error).toMatchObject({ status, transient: false })
      expect(error.message).toMatch(new RegExp(`127\\.0\\.0\\.1:\\d+ answered ${status}.*: check `))
    })

    it.each([
      ["429 with seconds", 429, () => ({ "retry-after": "7" }), 7],
      // Made when it is served: a busy machine may come to it long after this list was made.
      ["503 with a date", 503, () => ({ "retry-after": dateIn(90) }), 89],
      ["500", 500, () => ({}), undefined],
      ["502 with nonsense", 502, () => ({ "retry-after": "soon" }), undefined],
    ] as const)("%s is transient", async (_, status, headers, retryAfter) => {
      const error = await meet({ status, headers: headers(), body: { message: FIRST } })
      expect(error).toMatchObject({ status, transient: true })
      if (retryAfter === undefined) expect(error.retryAfter).toBeUndefined()
      else expect(Math.abs(error.retryAfter! - retryAfter)).toBeLessThan(3)
    })

    it.each([
      ["hang", /did not answer in time/],
      ["reset", /can't be reached \((?:UND_ERR_SOCKET|ECONNRESET)\)/],
      ["truncated", /cut off/],
      ["endless", /TOO_LARGE/],
      [{ status: 302, headers: { location: "/elsewhere" } }, /answered 302/],
      [{ body: "<html>Sign in to the network</html>" }, /not a JSON object/],
      [{ body: ["value"] }, /not a JSON object/],
      [{ body: {} }, /answer|holds|field|base64/],
    ] as const)("%j", async (fault, message) => {
      const error = await meet(fault, fault === "hang" ? 1 : 3)
      expect(error.message).toMatch(message)
      expect(emulator.calls.map((call) => call.url.pathname)).not.toContain("/elsewhere")
    })

    it("says so where nobody listens", async () => {
      await emulator.stop()
      const error = await failureOf(source())
      await emulator.start()
      expect(error.transient).toBe(true)
      expect(error.message).toMatch(/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/)
    })

    it("gives up when its caller does", async () => {
      const made = source(60)
      emulator.fault = "hang"
      const signal = AbortSignal.timeout(200)
      await expect(async () => made.get({ signal })).rejects.toThrow("in time")
    })

    it.each(Object.entries(values))("a value with %s comes as it is", async (name, value) => {
      if (subject.except?.includes(name)) return
      set(emulator, value)
      expect(first(await source().get())).toBe(value)
    })

    it("an empty value is an error, and not transient", async () => {
      set(emulator, "")
      const error = await failureOf(source())
      expect(error.transient).toBe(false)
      expect(error.message).toMatch(/empty|no text/)
    })

    it("three cold starts at once read once", async () => {
      set(emulator, FIRST)
      const made = source()
      const memory = new SourceMemory()
      const all = await Promise.all([1, 2, 3].map(async () => memory.get(() => made.get())))
      expect(all).toEqual([[FIRST], [FIRST], [FIRST]])
      expect(emulator.reads).toBe(1)
    })

    it("two of one configuration have one name, which holds no credential", () => {
      const { name } = source()
      expect(source().name).toBe(name)
      for (const canary of canaries) expect(name).not.toContain(canary)
    })
  })
}
