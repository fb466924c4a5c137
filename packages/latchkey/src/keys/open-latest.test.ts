import { describe, expect, it, vi } from "vitest"
import { refusals } from "./figures.ts"
import type { SealSpec } from "./model.ts"
import { openLatest } from "./open-latest.ts"
import type { ResolvedKeys } from "./resolve.ts"
import { createRing, type Ring } from "./ring.ts"
import { seal } from "./seal.ts"

const OLD = "old-secret-that-is-long-enough-to-be-one"
const NEW = "new-secret-that-is-long-enough-to-be-one"
const specs: SealSpec[] = [{ format: "own", purpose: "session", salt: "" }]

const [before, after] = await Promise.all([[OLD], [NEW, OLD]].map((all) => createRing(all, "test")))
const sealed = async (ring: Ring): Promise<string> =>
  seal(ring, specs[0]!, { sub: "1" }, { maxAge: 60 })

/** Keys of a moment whose source answers `answer` when it is asked for newer ones. */
function keysOf(answer: () => Promise<Ring> | undefined) {
  const refresh = vi.fn(answer)
  return { keys: { ring: before!, refresh } satisfies ResolvedKeys, refresh }
}

describe("a token of a known key", () => {
  it("opens at once, and asks no source", async () => {
    const { keys, refresh } = keysOf(async () => after!)
    const opened = openLatest(keys, specs, await sealed(before!))
    expect(opened).not.toBeInstanceOf(Promise)
    expect(opened).toMatchObject({ status: "ok", claims: { sub: "1" } })
    expect(refresh).not.toHaveBeenCalled()
  })

  it("that is over asks no source either", async () => {
    const { keys, refresh } = keysOf(async () => after!)
    const late = Date.now() + 3_600_000
    expect(openLatest(keys, specs, await sealed(before!), late)).toEqual({ status: "expired" })
    expect(refresh).not.toHaveBeenCalled()
  })
})

describe("a token of an unknown key", () => {
  it("is one look at the source, and opens where that knows the key", async () => {
    const { keys, refresh } = keysOf(async () => after!)
    expect(await openLatest(keys, specs, await sealed(after!))).toMatchObject({ status: "ok" })
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  it("is judged for the same moment again", async () => {
    const { keys } = keysOf(async () => after!)
    const late = Date.now() + 3_600_000
    expect(await openLatest(keys, specs, await sealed(after!), late)).toEqual({ status: "expired" })
  })

  it.each([
    ["knows nothing newer", async () => before!],
    ["fails", async () => Promise.reject(new Error("the vault is sealed"))],
    ["may not be asked now", () => undefined],
  ])("stays unknown where the source %s", async (_, answer) => {
    const { keys, refresh } = keysOf(answer)
    const kid = after!.keys[0]!.id
    const before = refusals().unknown
    const opened = await openLatest(keys, specs, await sealed(after!))
    expect(opened).toEqual({ status: "unknown", kid })
    expect(refusals().unknown).toBe(before + 1)
    expect(refresh).toHaveBeenCalledTimes(1)
  })
})
