import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it, vi } from "vitest"
import type { KeyStore } from "../../contracts/keys.ts"
import { heldBy } from "../data/census.ts"
import { memoryData } from "../data/memory-data.ts"
import { openData, sealData } from "../data/seal-data.ts"
import { reseal } from "../data/sweep.ts"
import { open } from "../open.ts"
import { resolveKeys, type ResolvedKeys } from "../resolve.ts"
import { seal } from "../seal.ts"
import type { SealSpec } from "../model.ts"
import { memoryStore } from "../stores/memory.ts"
import { MAX_KEYS, type RingDocument } from "./document.ts"
import type { RingEvent } from "./events.ts"
import { HeldKeys } from "./held-keys.ts"
import { type Keyring, keyring, type KeyringOptions } from "./keyring.ts"
import { createDataKeys, newDataKey, openDocument, sealDocument, wrapUnder } from "./lock.ts"
import { judge, merge } from "./merge.ts"
import { plan } from "./plan.ts"
import { DEFAULT_POLICY } from "./policy.ts"
import { localRoot } from "./roots/local-root.ts"
import { keyState, retiresAt, sealingKey } from "./schedule.ts"
import { bootstrap, destroyRetired, type FreshKey, revoke } from "./transition.ts"
import { viewAt } from "./view.ts"
import { realWorld } from "./world.ts"

const DAY = 86_400_000
const START = 1_800_000_000_000
const policy = DEFAULT_POLICY
const key = (n: number): FreshKey => ({ id: `key${n}____`.slice(0, 8), material: `material-${n}` })
const [K1, K2, K90] = [key(1), key(2), key(90)]
const first = (): RingDocument =>
  bootstrap({
    ring: "auth",
    now: START,
    policy,
    fresh: K1,
    imported: [K90],
    gently: false,
    dataKey: newDataKey(),
    roots: [],
  })
const leaked = { now: START + DAY, reason: "leaked", fresh: K2, keepRegistered: false }
const none: ReadonlySet<string> = new Set()

const FROM = { store: "s", root: "r" }

describe("a revoked key that stored data may need", () => {
  const doc = revoke(first(), [K1.id], { ...leaked, keepData: true })
  const { view } = viewAt(doc, START + DAY, FROM)!

  it("opens stored data, seals nothing, and is refused for every token", () => {
    expect(view.data).toEqual(["material-1"])
    expect(view.secrets).toEqual(["material-2", "material-90"])
    expect(view.registered).toBeUndefined()
    expect(view.refused.get(K1.id)).toBe("revoked")
    expect(
      keyState(
        doc,
        doc.keys.find(({ id }) => id === K1.id)!,
        START + DAY,
      ),
    ).toBe("data-only")
    // Not even where it would be the only one.
    expect(
      sealingKey({ ...doc, keys: doc.keys.filter(({ id }) => id === K1.id) }, START),
    ).toBeNull()
  })

  it("revoked again it stays as it is, and with its register it does not come back", () => {
    expect(revoke(doc, [K1.id], { ...leaked, keepData: true })).toBe(doc)
    expect(revoke(doc, [K1.id], { ...leaked, keepRegistered: true, keepData: true })).toBe(doc)
  })

  it("one whose sessions were kept opens data too, and then data only", () => {
    const kept = revoke(first(), [K1.id], { ...leaked, keepRegistered: true, keepData: true })
    expect(viewAt(kept, START + DAY, FROM)!.view).toMatchObject({
      registered: [{ secret: "material-1" }],
      data: ["material-1"],
    })
    const ended = revoke(kept, [K1.id], { ...leaked, keepData: true })
    expect(viewAt(ended, START + DAY, FROM)!.view.registered).toBeUndefined()
    expect(viewAt(ended, START + DAY, FROM)!.view.data).toEqual(["material-1"])
    expect(ended.tombstones).toHaveLength(1)
  })

  it("of several, those whose sessions were kept before stay so", () => {
    const kept = revoke(first(), [K1.id], { ...leaked, keepRegistered: true })
    const both = revoke(kept, [K1.id, K90.id], { ...leaked, keepRegistered: true })
    expect(viewAt(both, START + DAY, FROM)!.view.registered).toHaveLength(2)
  })

  it("goes when nothing needs it and no instance can still seal with it, and stays while something does", () => {
    const entry = doc.keys.find(({ id }) => id === K1.id)!
    const end = retiresAt(doc, entry)
    expect(destroyRetired(doc, end - 1, none).keys).toContain(entry)
    expect(destroyRetired(doc, end + 900 * DAY, new Set([K1.id])).keys).toContain(entry)
    const gone = destroyRetired(doc, end, none)
    expect(gone.keys).not.toContain(entry)
    expect(gone.tombstones.find(({ id }) => id === K1.id)!.status).toBe("revoked")
  })

  it("is bound to that use in the stored document, which older ones without the word still read", async () => {
    const root = await localRoot("the-root-of-this-test-0123456789abcdef")
    const options = { ring: "auth", roots: [root], dataKeys: createDataKeys() }
    const real = { ...K1, ...(await realKey()) }
    const wrapped = { ...first(), keys: [{ ...first().keys[1]!, ...real }] }
    const plain = { ...wrapped, roots: [await wrapUnder(root, wrapped, START)] }
    const before = await sealDocument(plain)
    expect(new TextDecoder().decode(before)).not.toContain("dataOnly")
    expect((await openDocument(before, options)).doc.keys[0]!.dataOnly).toBe(false)
    const after = await sealDocument({ ...plain, keys: [{ ...plain.keys[0]!, dataOnly: true }] })
    expect((await openDocument(after, options)).doc.keys[0]!.dataOnly).toBe(true)
    // Without the word, by someone who has the store only.
    const text = new TextDecoder().decode(after).replace(',"dataOnly":true', "")
    await expect(openDocument(new TextEncoder().encode(text), options)).rejects.toThrow(/changed/)
  })

  it("an older copy of the ring, or one made from it, revives nothing of it", () => {
    const older = first()
    expect(judge(doc, older, START + DAY)).toBe("apart")
    for (const rev of [1, 7]) {
      const merged = merge({ ...doc, rev: 2 }, { ...older, rev }, START + DAY)
      expect(viewAt(merged, START + DAY, FROM)!.view).toMatchObject({ data: ["material-1"] })
      expect(viewAt(merged, START + DAY, FROM)!.view.secrets).not.toContain("material-1")
      const theirs = merge({ ...older, rev }, { ...doc, rev: 2 }, START + DAY)
      expect(viewAt(theirs, START + DAY, FROM)!.view).toMatchObject({ data: ["material-1"] })
      expect(viewAt(theirs, START + DAY, FROM)!.view.secrets).not.toContain("material-1")
    }
  })

  it("revoked for good on one side and with its register on the other: for data only", () => {
    const kept = revoke(first(), [K1.id], { ...leaked, keepRegistered: true, keepData: true })
    for (const merged of [merge(doc, kept, START + DAY), merge(kept, doc, START + DAY)]) {
      const { view: both } = viewAt(merged, START + DAY, FROM)!
      expect(both.registered).toBeUndefined()
      expect(both.data).toEqual(["material-1"])
    }
    // A later document that has it with its register is not simply newer.
    expect(judge(doc, { ...kept, rev: 9 }, START + DAY)).toBe("apart")
    const gone = revoke(first(), [K1.id], leaked)
    expect(judge(gone, { ...kept, rev: 9 }, START + DAY)).toBe("apart")
    expect(viewAt(merge(kept, gone, START + DAY), START, FROM)!.view.registered).toBeUndefined()
  })
})

async function realKey(): Promise<FreshKey> {
  const { ringKey } = await import("../ring-key.ts")
  return { id: (await ringKey("material-1")).id, material: "material-1" }
}

describe("a key whose time is over", () => {
  const at = START + 500 * DAY

  it("opens stored data while it is held, and no token", () => {
    const later = plan(first(), {
      now: START + 60 * DAY,
      policy,
      fresh: null,
      rows: [],
      held: new Set([K90.id]),
      worn: false,
    })
    const { view } = viewAt(later, START + 60 * DAY, FROM)!
    expect(view.data).toEqual(["material-90"])
    expect(view.secrets).toEqual(["material-1"])
    const gone = plan(first(), {
      now: START + 60 * DAY,
      policy,
      fresh: null,
      rows: [],
      held: none,
      worn: false,
    })
    expect(viewAt(gone, START + 60 * DAY, FROM)!.view.data).toBeUndefined()
  })

  it("so many held ones that the document is full: the old key goes on, and the document stays readable", () => {
    const old = { ...first().keys[0]!, dataOnly: true }
    const many = Array.from({ length: MAX_KEYS - 32 }, (_, n) => ({
      ...old,
      id: `k${n}_______`.slice(0, 8),
    }))
    const full = { ...first(), keys: [...first().keys, ...many] }
    const circumstances = {
      now: at,
      policy,
      rows: [],
      worn: false,
      held: new Set(many.map(({ id }) => id)),
    }
    const next = plan(full, { ...circumstances, fresh: K2 })
    expect(next.keys.map(({ id }) => id)).not.toContain(K2.id)
    expect(plan(first(), { ...circumstances, fresh: K2 }).keys.map(({ id }) => id)).toContain(K2.id)
  })
})

describe("asking what is held", () => {
  it("a failure holds all, and is said", async () => {
    const said = vi.fn()
    const ask = new HeldKeys(() => Promise.reject(new Error("no connection")), realWorld, said)
    expect(await ask.of(["a", "b"])).toEqual(new Set(["a", "b"]))
    expect(said).toHaveBeenCalledWith(expect.stringContaining("no connection"))
    const thrown = new HeldKeys(
      () => {
        throw new Error("at once")
      },
      realWorld,
      said,
    )
    expect(await thrown.of(["a"])).toEqual(new Set(["a"]))
  })

  it("a slow answer holds all, holds up nobody, and counts when it is there", async () => {
    let answer: (held: string[]) => void = () => {}
    let asked = 0
    const slow = (): Promise<string[]> => {
      asked++
      return new Promise((resolve) => (answer = resolve))
    }
    // Its patience is over at once.
    const world = {
      ...realWorld,
      later: (work: () => void) => realWorld.later(work, { ms: 1, holds: true }),
    }
    const ask = new HeldKeys(slow, world, () => {})
    expect(await ask.of(["a", "b"])).toEqual(new Set(["a", "b"]))
    expect(await ask.of(["a", "b"])).toEqual(new Set(["a", "b"]))
    expect(asked).toBe(1)
    answer(["b"])
    await sleep(1)
    expect(await ask.of(["a", "b"])).toEqual(new Set(["b"]))
  })

  it("nothing is asked where nothing is old, or nobody can be asked", async () => {
    const ask = vi.fn(async () => [])
    expect(await new HeldKeys(ask, realWorld, () => {}).of([])).toEqual(new Set())
    expect(await new HeldKeys(undefined, realWorld, () => {}).of(["a"])).toEqual(new Set())
    expect(ask).not.toHaveBeenCalled()
  })
})

describe("a keyring and stored data", () => {
  const env = { AUTH_SECRET: "the-first-secret-of-the-environment-01" }
  const spec: SealSpec = { format: "own", purpose: "session", salt: "" }
  const resolve = async (secret: Keyring): Promise<ResolvedKeys> =>
    resolveKeys({
      secret,
      passed: true,
      read: (name) => env[name as keyof typeof env],
      production: true,
    })
  const instance = (store: KeyStore, options: Partial<KeyringOptions> = {}): Keyring =>
    keyring({ store: { ...store }, onEvent: () => {}, ...options })

  it("revoking a key ends its sessions at once, and loses no stored text", async () => {
    vi.stubEnv("AUTH_SECRET", env.AUTH_SECRET)
    const store = memoryStore()
    const texts = new Map<string, string>()
    const data = memoryData(texts)
    const [one, two] = [
      instance(store, { held: heldBy(data) }),
      instance(store, { held: heldBy(data) }),
    ]
    const before = await resolve(one)
    const kid = before.ring.keys[0]!.id
    const session = await seal(before.ring, spec, { sub: "1" }, { maxAge: 60 })
    texts.set("row/1", await sealData(before.ring, "a refresh token", "row/1"))
    await one.revoke(kid, { reason: "leaked" })
    // Here, on another instance, and after a restart.
    await two.status()
    for (const ring of [one, two, instance(store)]) {
      const keys = await resolve(ring)
      expect((await open(keys.ring, [spec], session)).status).toBe("revoked")
      const opened = await openData(keys.ring, texts.get("row/1")!, "row/1")
      expect(opened).toEqual({ status: "revoked", text: "a refresh token", kid, exposed: null })
    }
    expect((await one.status()).keys.find(({ id }) => id === kid)!.state).toBe("data-only")
    expect(await one.export()).toHaveLength(2)
    const done = await reseal({ secret: one, data, apply: true })
    expect(done).toMatchObject({ revoked: 1, resealed: 1 })
    const after = (await resolve(two)).ring
    expect(await openData(after, texts.get("row/1")!, "row/1")).toMatchObject({
      status: "ok",
      current: true,
      exposed: kid,
    })
    vi.unstubAllEnvs()
  })

  it("who has the stolen key forges no row that passes as current, and none at all once it is swept and gone", async () => {
    const store = memoryStore()
    const ring = instance(store, { held: () => [] })
    const stolen = (await resolve(ring)).ring
    await ring.revoke(stolen.keys[0]!.id, { reason: "leaked" })
    const forged = await sealData(stolen, "an attacker's token", "row/1")
    const opened = await openData((await resolve(ring)).ring, forged, "row/1")
    expect(opened.status).toBe("revoked")
    const pretended = await sealData(stolen, "an attacker's token", "row/1", "AAAAAAAA")
    expect((await openData((await resolve(ring)).ring, pretended, "row/1")).status).toBe("revoked")
  })

  it("without `held` nothing is kept, and it says so", async () => {
    const ring = instance(memoryStore())
    expect(ring.holdsData).toBe(false)
    const before = (await resolve(ring)).ring
    const sealed = await sealData(before, "x", "row/1")
    await ring.revoke(before.keys[0]!.id, { reason: "leaked" })
    expect(await openData((await resolve(ring)).ring, sealed, "row/1")).toMatchObject({
      status: "destroyed",
    })
    expect(instance(memoryStore(), { held: () => [] }).holdsData).toBe(true)
  })

  it(
    "a census that fails destroys nothing, stops no rotation, and opens nothing for tokens",
    { timeout: 20_000 },
    async () => {
      const events: RingEvent[] = []
      const ring = instance(memoryStore(), {
        rotate: "700ms",
        propagation: "300ms",
        refresh: "100ms",
        skew: "50ms",
        maxTokenAge: "100ms",
        staleness: "100ms",
        held: () => Promise.reject(new Error("no connection")),
        onEvent: (event) => void events.push(event),
      })
      const before = (await resolve(ring)).ring
      const sealed = await sealData(before, "x", "row/1")
      const kid = before.keys[0]!.id
      await vi.waitFor(
        async () => {
          const { keys, active } = await ring.status()
          expect(active).not.toBe(kid)
          expect(keys.find(({ id }) => id === kid)!.state).toBe("retired")
        },
        { timeout: 20_000, interval: 50 },
      )
      await vi.waitFor(async () => {
        await ring.status()
        expect(events.map(({ type }) => type)).toContain("census.failed")
      }, 20_000)
      const after = (await resolve(ring)).ring
      expect(await openData(after, sealed, "row/1")).toMatchObject({ status: "ok", current: false })
      expect(after.keys.map(({ id }) => id)).not.toContain(kid)
      expect(events.map(({ type }) => type)).not.toContain("key.destroyed")
    },
  )
})
