import { afterEach, describe, expect, it, vi } from "vitest"
import { together, type Ways } from "./together.ts"

interface Kept {
  text: string
}

/** A table of texts, and what it was asked. */
function table(kept: Record<string, string>, most = 16) {
  const asked: string[][] = []
  const rowOf = (key: string): Kept | undefined => {
    const text = kept[key]
    return text === undefined ? undefined : { text }
  }
  const ways: Ways<Kept> = {
    most,
    async one(key) {
      asked.push([key])
      return rowOf(key)
    },
    async several(keys) {
      asked.push([...keys])
      return new Map(keys.flatMap((key) => (kept[key] === undefined ? [] : [[key, rowOf(key)!]])))
    },
  }
  return { kept, asked, ways }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const keys = Array.from({ length: 40 }, (_, n) => `k${n}`)
const forty = (): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, `text of ${key}`]))

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe("what is asked for in one turn of the event loop", () => {
  it("is asked for by few queries, and each gets what is its own", async () => {
    const { asked, ways } = table(forty())
    const find = together(ways)
    const found = await Promise.all([...keys, "unknown"].map((key) => find(key)))
    expect(found.map((one) => one?.text)).toEqual([
      ...keys.map((key) => `text of ${key}`),
      undefined,
    ])
    expect(asked.map(({ length }) => length)).toEqual([1, 16, 16, 8])
  })

  it("waits for nothing where it is alone", () => {
    const { asked, ways } = table(forty())
    void together(ways)("k1")
    expect(asked).toEqual([["k1"]])
  })

  it("goes by the query for one where one is left", async () => {
    const { asked, ways } = table(forty(), 2)
    const find = together(ways)
    await Promise.all(["k0", "k1", "k2", "k3"].map((key) => find(key)))
    expect(asked).toEqual([["k0"], ["k1", "k2"], ["k3"]])
  })

  it("is asked for anew in the next turn: nobody joins a query that was sent", async () => {
    const { kept, ways } = table(forty())
    const find = together(ways)
    const before = [find("k1"), find("k2"), find("k3")]
    await turn()
    delete kept["k1"]
    delete kept["k2"]
    const after = [find("k1"), find("k2"), find("k3")]
    const textsOf = async (all: Promise<Kept | undefined>[]) =>
      (await Promise.all(all)).map((one) => one?.text)
    expect(await textsOf(before)).toEqual(["text of k1", "text of k2", "text of k3"])
    expect(await textsOf(after)).toEqual([undefined, undefined, "text of k3"])
  })

  it("is nobody else's object, though two ask for the same", async () => {
    const { ways } = table(forty())
    const find = together(ways)
    const found = await Promise.all([find("k1"), find("k2"), find("k2"), find("k2"), find("k1")])
    expect(new Set(found).size).toBe(5)
    expect(found.map((one) => one!.text.slice(-2))).toEqual(["k1", "k2", "k2", "k2", "k1"])
  })
})

describe("a query that fails", () => {
  it("fails for those it asked for, and for no others", async () => {
    const { ways } = table(forty(), 2)
    const find = together({
      ...ways,
      several: (all) =>
        all.includes("k2") ? Promise.reject(new Error("no store")) : ways.several(all),
    })
    const results = await Promise.allSettled(keys.slice(0, 6).map((key) => find(key)))
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ])
    await turn()
    expect((await find("k2"))?.text).toBe("text of k2")
  })

  it("is told to whoever asked, also where it throws at once", async () => {
    const { ways } = table(forty(), 1)
    const find = together({
      ...ways,
      one(key) {
        if (key === "k1") throw new Error("closed")
        return ways.one(key)
      },
    })
    const [first, second] = await Promise.allSettled([find("k0"), find("k1")])
    expect(first).toMatchObject({ status: "fulfilled" })
    expect(second).toMatchObject({ status: "rejected", reason: new Error("closed") })
  })
})

it("goes on where a test stops the clock", async () => {
  vi.useFakeTimers()
  const { ways } = table(forty())
  const find = together(ways)
  expect((await Promise.all([find("k1"), find("k2")])).map((one) => one?.text)).toEqual([
    "text of k1",
    "text of k2",
  ])
  vi.useRealTimers()
})

it.each([
  ["where there are no turns to tell", "setImmediate", undefined],
  // @see https://developers.cloudflare.com/workers/observability/errors/ "Cannot perform I/O on behalf of a different request"
  ["on Cloudflare Workers", "navigator", { userAgent: "Cloudflare-Workers" }],
])("asks for each by itself %s", async (_, name, value) => {
  vi.stubGlobal(name, value)
  vi.resetModules()
  const { together: apart } = await import("./together.ts")
  const { asked, ways } = table(forty())
  const find = apart(ways)
  await Promise.all(["k1", "k2", "k3"].map((key) => find(key)))
  expect(asked).toEqual([["k1"], ["k2"], ["k3"]])
})
