import { describe, expect, it } from "vitest"
import { createRing, ringStrings } from "./ring.ts"
import { ringKey } from "./ring-key.ts"

let made = 0
const fresh = (): string => `ring-part-${made++}-that-is-long-enough-to-be-one`

describe("what is in a ring", () => {
  it("of strings: keys, and nothing else", async () => {
    const ring = await createRing([fresh(), fresh()], "test")
    expect(ring).toMatchObject({ dataKeys: [], registered: null, origin: "test" })
    expect(ring.refused.size).toBe(0)
  })

  it("keys that open, those for sessions of a register, and those for stored data, each apart", async () => {
    const [active, old, revoked, stored] = [fresh(), fresh(), fresh(), fresh()]
    const { id } = await ringKey(revoked)
    const revocation = { secret: revoked, revoked: 1_000, settled: 2_000 }
    const refused = new Map([[id, "revoked" as const]])
    const rest = { refused, registered: [revocation], data: [stored] }
    const ring = await createRing([active, old], "test", rest)
    const textOf = (keys: readonly { material: { reveal(): string } }[]): string[] =>
      keys.map(({ material }) => material.reveal())
    expect(ringStrings(ring)).toEqual([active, old])
    expect(textOf(ring.dataKeys)).toEqual([stored])
    expect(textOf(ring.registered!.keys)).toEqual([revoked])
    expect(ring.registered!.revocations).toEqual(new Map([[id, revocation]]))
    expect(ring.registered!.refused.size).toBe(0)
    expect(ring.refused).toBe(refused)
    expect(await createRing([active, old], "test", { ...rest })).toBe(ring)
    expect(await createRing([active, old], "test", { ...rest, data: [] })).not.toBe(ring)
  })

  it("no key that is refused", async () => {
    const [active, old] = [fresh(), fresh()]
    const refused = new Map([[(await ringKey(old)).id, "destroyed" as const]])
    const ring = await createRing([active, old], "test", { refused })
    expect(ringStrings(ring)).toEqual([active])
    expect(ring).toMatchObject({ dataKeys: [], registered: null })
    const turned = new Map([[(await ringKey(active)).id, "revoked" as const]])
    expect(ringStrings(await createRing([active, old], "test", { refused: turned }))).toEqual([old])
    expect(ringStrings(await createRing([active, old], "test"))).toEqual([active, old])
  })

  it("no empty key, wherever it stands", () => {
    expect(() => createRing([fresh(), ""], "test")).toThrow(TypeError)
    expect(() => createRing(["", fresh()], "test")).toThrow(TypeError)
  })
})

it("rings that begin alike are not alike", async () => {
  const [first, second, other] = [fresh(), fresh(), fresh()]
  const strings = [[first, second], [first, other], [first], [first, second, other]]
  for (let round = 0; round < 2; round++) {
    for (const list of strings) expect(ringStrings(await createRing(list, "test"))).toEqual(list)
  }
})
