import { describe, expect, it } from "vitest"
import { RingPlace } from "../../../test/support/ring-place.ts"
import type { SealSpec } from "../model.ts"
import { open } from "../open.ts"
import { createRing, type Ring } from "../ring.ts"
import { ringKey } from "../ring-key.ts"
import { seal } from "../seal.ts"
import { createOperations } from "./operations.ts"
import type { RingInstance } from "./protocol.ts"
import { TokenCounts } from "./token-counts.ts"

const spec: SealSpec = { format: "own", purpose: "session", salt: "" }

async function ringOf(instance: RingInstance): Promise<Ring> {
  const view = await instance.view()
  return createRing(view.secrets, view.origin, { refused: view.refused })
}

async function sealing(instance: RingInstance, count: number, now: number): Promise<string> {
  const ring = await ringOf(instance)
  let token = ""
  for (let n = 0; n < count; n++) token = await seal(ring, spec, { sub: "1" }, { maxAge: 600, now })
  return token
}

describe("what was opened and sealed", () => {
  it("is said as the difference to what was said before, and kept where it could not be said", async () => {
    const place = new RingPlace()
    const { ring, events } = place.instance("one")
    await ring.sync()
    const token = await sealing(ring, 3, place.now)
    const read = (): Promise<unknown> =>
      ringOf(ring).then((keys) => open(keys, [spec], token, place.now))
    for (let n = 0; n < 5; n++) await read()
    const { id } = ring.held!.doc.keys[0]!
    await ring.sync()
    expect(place.rows.get("one")).toMatchObject({ opened: { [id]: 5 }, sealed: { [id]: 3 } })
    await ring.sync()
    expect(place.rows.get("one")).toMatchObject({ opened: {}, sealed: { [id]: 3 } })
    await read()
    place.deaf = true
    await ring.sync()
    expect(events.at(-1)).toMatchObject({ type: "ring.write-failed", level: "warn" })
    await read()
    place.deaf = false
    await ring.sync()
    expect(place.rows.get("one")!.opened).toEqual({ [id]: 2 })
  })

  it("what could not be said is said the next time; a key that was forgotten counts anew", async () => {
    const material = `counted-${Math.random()}`
    const key = await ringKey(material)
    const entries = [{ id: key.id, material }] as never
    const counts = new TokenCounts()
    key.opens = 4
    expect((await counts.report(entries)).opened).toEqual({ [key.id]: 4 })
    key.opens = 6
    const second = await counts.report(entries)
    expect(second.opened).toEqual({ [key.id]: 6 })
    second.kept()
    key.opens = 7
    expect((await counts.report(entries)).opened).toEqual({ [key.id]: 1 })
    key.opens = 2
    expect((await counts.report(entries)).opened).toEqual({ [key.id]: 2 })
  })

  it("gives each key its share of what live instances opened: the drain curve", async () => {
    const place = new RingPlace()
    const { ring } = place.instance("one")
    await ring.sync()
    const operations = createOperations(ring)
    const { active: old } = await operations.status()
    const [, next] = (await operations.rotate()).keys.map(({ id }) => id)
    const shares = async (): Promise<unknown[]> =>
      (await operations.status()).keys.map(({ id, share }) => [id === old ? "old" : "next", share])
    expect(await shares()).toEqual([
      ["old", null],
      ["next", null],
    ])
    const others = { rev: 2, root: "local:a" }
    await place.store.beat!({ instance: "two", ...others, opened: { [old]: 30, [next!]: 10 } })
    await place.store.beat!({ instance: "three", ...others, opened: { [old]: 40, [next!]: 20 } })
    expect(await shares()).toEqual([
      ["old", 0.7],
      ["next", 0.3],
    ])
    // What an instance said long ago is no part of it.
    place.rows.set("gone", {
      instance: "gone",
      ...others,
      opened: { [old]: 900 },
      seen: place.now - 3_600_000,
    })
    expect(await shares()).toEqual([
      ["old", 0.7],
      ["next", 0.3],
    ])
    await place.store.beat!({ instance: "two", ...others, opened: { [next!]: 10 } })
    await place.store.beat!({ instance: "three", ...others, opened: { [next!]: 20 } })
    expect(await shares()).toEqual([
      ["old", 0],
      ["next", 1],
    ])
  })
})

describe("a key that has sealed too often", () => {
  const DAY = 86_400_000

  it("gets its successor early: counted over all instances, told once, and only once", async () => {
    const place = new RingPlace()
    const { ring, events } = place.instance("one", { wornAt: 100 })
    await ring.sync()
    await sealing(ring, 60, place.now)
    await ring.sync()
    expect(events.filter(({ type }) => type === "key.worn")).toEqual([])
    const { id } = ring.held!.doc.keys[0]!
    await place.store.beat!({
      instance: "two",
      rev: 1,
      root: "local:a",
      keys: [id],
      sealed: { [id]: 40 },
    })
    const before = place.now
    await ring.sync()
    await ring.sync()
    expect(events.filter(({ type }) => type === "key.worn")).toMatchObject([
      { kid: id, epoch: 1, actor: "one" },
    ])
    const [worn, next, ...more] = ring.held!.doc.keys
    expect(more).toEqual([])
    expect(worn!.notAfter).toBe(before + DAY)
    // Published as long before it seals as any other.
    expect(next!.notBefore).toBe(before + DAY)
    place.now += DAY
    place.rows.clear()
    await ring.sync()
    expect(ring.about!.activeSince).toBe(next!.notBefore)
  })

  it("not by a token less", async () => {
    const place = new RingPlace()
    const { ring, events } = place.instance("one", { wornAt: 100 })
    await ring.sync()
    await sealing(ring, 99, place.now)
    await ring.sync()
    expect(events.map(({ type }) => type)).not.toContain("key.worn")
    expect(ring.held!.doc.keys).toHaveLength(1)
  })

  it("asks nobody while it has sealed little, and does nothing where a successor waits", async () => {
    const place = new RingPlace()
    let asked = 0
    const { instances } = place.store
    ;(place.store as { instances: unknown }).instances = () => (asked++, instances!())
    const quiet = place.instance("quiet", { wornAt: 2 ** 31 })
    await quiet.ring.sync()
    // Once at the start it looked whether the others hold the same root.
    const before = asked
    await sealing(quiet.ring, 50, place.now)
    await quiet.ring.sync()
    expect(asked).toBe(before)
    const operations = createOperations(quiet.ring)
    await operations.rotate()
    const { rev } = quiet.ring.held!.doc
    const busy = place.instance("busy", { wornAt: 10 })
    await busy.ring.sync()
    expect(busy.ring.held!.doc.rev).toBe(rev)
    expect(busy.events.map(({ type }) => type)).not.toContain("key.worn")
  })
})
