import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import type { SealedData } from "../../contracts/data.ts"
import { createRing } from "../ring.ts"
import { census, heldBy } from "./census.ts"
import { memoryData } from "./memory-data.ts"
import { openData, sealData } from "./seal-data.ts"
import { reseal } from "./sweep.ts"

const A = "the-first-key-of-stored-data-0123456789abcdef"
const B = "the-second-key-of-stored-data-0123456789abcde"
const C = "the-third-key-of-stored-data-0123456789abcdef"
const kidOf = async (secret: string): Promise<string> =>
  (await createRing([secret], "test")).keys[0]!.id
const sealedBy = async (secret: string, text: string, key: string): Promise<string> =>
  sealData(await createRing([secret], "test"), text, key)

/** `n` rows that `secret` sealed; the text of each is its key. */
async function rows(n: number, secret = A): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (let i = 0; i < n; i++) {
    const key = `row/${String(i).padStart(5, "0")}`
    texts.set(key, await sealedBy(secret, `text of ${key}`, key))
  }
  return texts
}

async function expectAll(texts: ReadonlyMap<string, string>, secret: string): Promise<void> {
  const ring = await createRing([secret], "test")
  for (const [key, text] of texts) {
    const opened = await openData(ring, text, key)
    expect(opened, key).toMatchObject({ status: "ok", current: true, text: `text of ${key}` })
  }
}

describe("a sweep", () => {
  it("looks only, unless it is told to apply", async () => {
    const texts = await rows(25)
    texts.set("row/00003", "text of row/00003")
    const before = new Map(texts)
    const found = await reseal({ secret: [B, A], data: memoryData(texts), batch: 10 })
    expect(texts).toEqual(before)
    expect(found).toMatchObject({
      rows: 25,
      current: 0,
      older: 24,
      plain: 1,
      resealed: 0,
      applied: false,
      done: true,
      active: await kidOf(B),
      keys: { [await kidOf(A)]: 24 },
    })
    const done = await reseal({ secret: [B, A], data: memoryData(texts), batch: 10, apply: true })
    expect(done).toMatchObject({ rows: 25, resealed: 25, done: true, after: "row/00024" })
    await expectAll(texts, B)
    // Once more changes nothing.
    const swept = new Map(texts)
    const again = await reseal({ secret: [B, A], data: memoryData(texts), apply: true })
    expect(again).toMatchObject({ current: 25, resealed: 0, problems: [] })
    expect(texts).toEqual(swept)
  })

  it("leaves what it can't open as it is, and says which and why", async () => {
    const texts = await rows(3)
    texts.set("row/00000", await sealedBy(A, "moved", "row/99999"))
    texts.set("row/00001", await sealedBy(C, "of a key that is gone", "row/00001"))
    texts.set("row/00002", texts.get("row/00002")!.slice(0, 30))
    const before = new Map(texts)
    const done = await reseal({ secret: [B, A], data: memoryData(texts), apply: true })
    expect(texts).toEqual(before)
    expect(done).toMatchObject({ forged: 1, unknown: 1, malformed: 1, resealed: 0 })
    expect(done.problems).toEqual([
      { key: "row/00000", status: "forged", kid: await kidOf(A) },
      { key: "row/00001", status: "unknown", kid: await kidOf(C) },
      { key: "row/00002", status: "malformed", kid: null },
    ])
  })

  it("is stopped after a batch, and goes on where it was", async () => {
    const texts = await rows(50)
    const stop = new AbortController()
    const seen: number[] = []
    const first = await reseal({
      secret: [B, A],
      data: memoryData(texts),
      apply: true,
      batch: 10,
      signal: stop.signal,
      onProgress({ rows: n, total }) {
        seen.push(n, total!)
        if (n === 20) stop.abort()
      },
    })
    expect(first).toMatchObject({ done: false, after: "row/00019", resealed: 20 })
    expect(seen).toEqual([10, 50, 20, 50])
    const data = memoryData(texts)
    const second = await reseal({ secret: [B, A], data, apply: true, after: first.after })
    expect(second).toMatchObject({ done: true, rows: 30, resealed: 30 })
    await expectAll(texts, B)
  })

  it("a writer beside it loses nothing: what it wrote meanwhile stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(29)), fc.nat(3), async (picks, often) => {
        const texts = await rows(30)
        const wrote = new Map<string, string>()
        const inner = memoryData(texts)
        let n = 0
        const write = async (): Promise<void> => {
          for (let i = 0; i < often; i++) {
            const key = `row/${String(picks.next().value as number).padStart(5, "0")}`
            const text = `written ${n++} of ${key}`
            wrote.set(key, text)
            // Half of them by an instance that has not heard of the new key.
            texts.set(key, await sealedBy(n % 2 === 0 ? A : B, text, key))
          }
        }
        const data: SealedData = {
          ...inner,
          async replace(key, before, after) {
            if (n < 200) await write()
            return inner.replace(key, before, after)
          },
        }
        const done = await reseal({ secret: [B, A], data, apply: true, batch: 7 })
        expect(done.rows).toBe(30)
        const ring = await createRing([B, A], "test")
        for (const [key, text] of texts) {
          const expected = wrote.get(key) ?? `text of ${key}`
          expect(await openData(ring, text, key)).toMatchObject({ status: "ok", text: expected })
        }
        await reseal({ secret: [B, A], data: inner, apply: true })
        expect(Object.keys((await census(inner)).keys)).toEqual([await kidOf(B)])
      }),
      { numRuns: 25 },
    )
  })

  it("two at once do no harm, and together no row twice", async () => {
    const texts = await rows(200)
    const inner = memoryData(texts)
    let replaced = 0
    const data: SealedData = {
      ...inner,
      async replace(key, before, after) {
        await new Promise((resolve) => setImmediate(resolve))
        const done = await inner.replace(key, before, after)
        if (done) replaced++
        return done
      },
    }
    const sweep = { secret: [B, A], data, apply: true, batch: 20 } as const
    const [one, two] = await Promise.all([reseal(sweep), reseal(sweep)])
    expect(one.resealed + two.resealed).toBe(200)
    expect(replaced).toBe(200)
    expect([one.changed, two.changed]).toEqual([0, 0])
    await expectAll(texts, B)
  })

  it("the storage fails in the middle: the failure is told, and so is how far it was", async () => {
    const texts = await rows(30)
    const inner = memoryData(texts)
    const data: SealedData = {
      ...inner,
      page: async (after, limit) => {
        if (after === "row/00019") throw new Error("connection lost")
        return inner.page(after, limit)
      },
    }
    let last: string | undefined
    const sweep = reseal({
      secret: [B, A],
      data,
      apply: true,
      batch: 10,
      onProgress: ({ after }) => (last = after),
    })
    await expect(sweep).rejects.toThrow("connection lost")
    expect(last).toBe("row/00019")
    await reseal({ secret: [B, A], data: inner, apply: true, after: last! })
    await expectAll(texts, B)
  })

  it("a storage whose pages come to no end is told, not followed", async () => {
    const data: SealedData = {
      ...memoryData(new Map()),
      name: "endless",
      page: async () => [{ key: "always", text: "the same" }],
    }
    await expect(reseal({ secret: A, data })).rejects.toThrow("endless")
    await expect(census(data)).rejects.toThrow("endless")
  })

  it("takes rows of a revoked key over, and the mark stays through every later sweep", async () => {
    const kid = await kidOf(A)
    const view = { secrets: [B], origin: "test", refused: new Map([[kid, "revoked"]] as const) }
    const secret = {
      name: "ring",
      view: () => ({ ...view, data: [A] }),
      refresh: () => undefined,
    }
    const texts = await rows(2)
    const data = memoryData(texts)
    expect(await reseal({ secret, data })).toMatchObject({ revoked: 2, exposed: 0 })
    expect(await reseal({ secret, data, apply: true })).toMatchObject({ resealed: 2 })
    const after = await reseal({ secret: [C, B], data, apply: true })
    expect(after).toMatchObject({ older: 2, exposed: 2, resealed: 2 })
    const ring = await createRing([C], "test")
    for (const [key, text] of texts) {
      const opened = await openData(ring, text, key)
      expect(opened).toMatchObject({ status: "ok", current: true, exposed: kid })
    }
  })
})

describe("what is held", () => {
  it("a census counts by key, and needs none", async () => {
    const texts = new Map([...(await rows(3)), ["z", "plain"], ["zz", "lk1.half"]])
    texts.set("row/00002", await sealedBy(B, "x", "row/00002"))
    expect(await census([memoryData(texts), memoryData(new Map([["a", ""]]))])).toEqual({
      rows: 6,
      keys: { [await kidOf(A)]: 2, [await kidOf(B)]: 1 },
      plain: 2,
      malformed: 1,
    })
  })

  it("answers the keys that some storage needs, in any of them", async () => {
    const [a, b, c] = [await kidOf(A), await kidOf(B), await kidOf(C)]
    const searched = {
      ...memoryData(await rows(1, B)),
      has: vi.fn(async (p: string) => p.includes(b)),
    }
    const held = heldBy([memoryData(await rows(1_200, A)), searched])
    expect(await held([c, b, a])).toEqual([b, a])
    expect(await held([c])).toEqual([])
    // What was needed a moment ago is not searched for again.
    const times = searched.has.mock.calls.length
    expect(await held([b, a])).toEqual([b, a])
    expect(searched.has).toHaveBeenCalledTimes(times)
  })

  it("one storage that can't say fails the whole", async () => {
    const broken: SealedData = {
      ...memoryData(new Map()),
      page: () => Promise.reject(new Error("no connection")),
    }
    await expect(heldBy([memoryData(await rows(1)), broken])([await kidOf(C)])).rejects.toThrow(
      "no connection",
    )
  })
})
