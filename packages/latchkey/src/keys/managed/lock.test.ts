import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { crypto } from "../../crypto/index.ts"
import { ringKey } from "../ring-key.ts"
import { type RingDocument, RingForged, RingLocked } from "./document.ts"
import { createDataKeys, newDataKey, openDocument, sealDocument, wrapUnder } from "./lock.ts"
import { judge, merge } from "./merge.ts"
import { DEFAULT_POLICY } from "./policy.ts"
import { planRoots, rewrap } from "./rewrap.ts"
import { localRoot } from "./roots/local-root.ts"
import { bootstrap, type FreshKey, publish, revoke } from "./transition.ts"

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const A = "root-a-that-is-long-enough-to-be-one"
const B = "root-b-that-is-long-enough-to-be-one"
const CANARY = "material-that-must-not-be-seen-anywhere"
const fresh = async (material: string): Promise<FreshKey> => ({
  id: (await ringKey(material)).id,
  material,
})
let doc: RingDocument
let bytes: Uint8Array

beforeAll(async () => {
  const ring = "auth"
  const dataKey = newDataKey()
  const roots = [await wrapUnder(await localRoot(A), { ring, dataKey }, NOW)]
  const given = { fresh: await fresh(CANARY), imported: [await fresh("legacy-secret")] }
  doc = bootstrap({
    ...given,
    ring,
    now: NOW,
    policy: DEFAULT_POLICY,
    gently: false,
    dataKey,
    roots,
  })
  bytes = await sealDocument(doc)
})

const open = async (
  stored: Uint8Array,
  secrets: readonly string[] = [A],
  ring = "auth",
): Promise<RingDocument> => {
  const roots = await Promise.all(secrets.map(localRoot))
  return (await openDocument(stored, { ring, roots, dataKeys: createDataKeys() })).doc
}
const textOf = (stored: Uint8Array): string => crypto.fromUtf8(stored)!
const edit = (stored: Uint8Array, change: (body: never) => void): Uint8Array => {
  const [text, mac] = textOf(stored).split("\n")
  const body = JSON.parse(text!) as Record<string, unknown>
  change(body as never)
  return crypto.toUtf8(`${JSON.stringify(body)}\n${mac}\n`)
}

describe("a stored ring", () => {
  it("opens to what was sealed", async () => {
    expect(await open(bytes)).toEqual(doc)
  })

  it("shows dates and ids, and no material", () => {
    expect(textOf(bytes)).toContain(doc.keys[1]!.id)
    for (const secret of [CANARY, "legacy-secret", doc.dataKey, A]) {
      for (const form of [
        secret,
        Buffer.from(secret).toString("base64").slice(0, 24),
        Buffer.from(secret).toString("hex"),
      ]) {
        expect(textOf(bytes)).not.toContain(form)
      }
    }
  })

  it("opens under none but its root, and says which is wanted", async () => {
    const error = await open(bytes, [B]).catch((e: Error) => e)
    expect(error).toBeInstanceOf(RingLocked)
    expect((error as Error).message).toContain((await localRoot(A)).id)
    expect((error as Error).message).not.toContain(B)
  })

  it("is refused with any single byte changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = new Uint8Array(bytes)
          changed[at]! ^= flip
          await expect(open(changed)).rejects.toThrow(/ring|root|key/i)
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each<[string, (body: never) => void]>([
    [
      "a key injected",
      (body: { keys: unknown[] }) =>
        void body.keys.push({ ...(body.keys[0] as object), id: "injected" }),
    ],
    ["a key removed", (body: { keys: unknown[] }) => void body.keys.pop()],
    ["a date moved", (body: { keys: { notBefore: number }[] }) => void body.keys[0]!.notBefore++],
    [
      "a policy softened",
      (body: { policy: { maxTokenAge: number } }) => void (body.policy.maxTokenAge *= 2),
    ],
    ["a revision raised", (body: { rev: number }) => void body.rev++],
    ["a member added", (body: { more?: number }) => void (body.more = 1)],
    ["another ring's name", (body: { ring: string }) => void (body.ring = "other")],
  ] as [string, (body: never) => void][])("is refused with %s", async (_, change) => {
    await expect(open(edit(bytes, change))).rejects.toThrow(RingForged)
  })

  it.each([
    ["nothing", ""],
    ["no JSON", "{\nx\n"],
    ["null", "null\nx\n"],
    ["a list", "[]\nx\n"],
    ["another version", `{"v":2}\nx\n`],
    ["too much", "x".repeat(300_000)],
  ])("%s is refused", async (_, text) => {
    await expect(open(crypto.toUtf8(text))).rejects.toThrow(RingForged)
  })

  it("a ring of another name is refused, though the root is the same", async () => {
    await expect(open(bytes, [A], "staging")).rejects.toThrow(RingForged)
  })

  it("a wrapped key taken from an older revision does not open under new dates", async () => {
    const moved = { ...doc, keys: doc.keys.map((key) => ({ ...key, notAfter: key.notAfter + 1 })) }
    const later = await sealDocument(moved)
    const old = JSON.parse(textOf(bytes).split("\n")[0]!) as { keys: { wrapped: string }[] }
    const mixed = edit(later, (body: { keys: { wrapped: string }[] }) => {
      body.keys[1]!.wrapped = old.keys[1]!.wrapped
    })
    await expect(open(mixed)).rejects.toThrow(RingForged)
  })
})

describe("another root", () => {
  const plan = { now: NOW + DAY, grace: 8 * DAY }

  it("is added beside the old, which goes after everyone had time; the data key is then new", async () => {
    const both = [await localRoot(B), await localRoot(A)]
    const added = await rewrap(doc, both, { ...planRoots(doc, both, plan), now: plan.now })
    const stored = await sealDocument(added)
    expect((await open(stored, [A])).dataKey).toBe((await open(stored, [B])).dataKey)
    const only = [await localRoot(B)]
    expect(planRoots(added, only, { ...plan, now: NOW + 2 * DAY }).drop).toEqual([])
    const late = { ...plan, now: NOW + 10 * DAY }
    const dropped = await rewrap(added, only, { ...planRoots(added, only, late), now: late.now })
    const last = await sealDocument(dropped)
    await expect(open(last, [A])).rejects.toThrow(RingLocked)
    expect((await open(last, [B])).keys).toEqual(doc.keys)
    expect(dropped.dataKey).not.toBe(doc.dataKey)
  })

  it("is never dropped by an instance that only has the older one", async () => {
    const both = [await localRoot(B), await localRoot(A)]
    const added = await rewrap(doc, both, { ...planRoots(doc, both, plan), now: plan.now })
    const older = [await localRoot(A)]
    const change = planRoots(added, older, { now: NOW + 900 * DAY, grace: 8 * DAY })
    expect(change).toEqual({ add: [], drop: [] })
  })
})

describe("documents that are not each other's successor", () => {
  const digest = "d".repeat(43)
  const later = (from: RingDocument): RingDocument => ({ ...from, rev: from.rev + 1, prev: digest })

  it("@see keys.md A1: an older one, or one that forgot a revocation or a key, is never taken for newer", async () => {
    const given = { now: NOW, reason: "leaked", fresh: await fresh("next"), keepRegistered: false }
    const revoked = later(revoke(doc, [doc.keys[1]!.id], given))
    expect(judge(doc, revoked, NOW)).toBe("newer")
    expect(judge(revoked, doc, NOW)).toBe("apart")
    expect(judge(revoked, { ...doc, rev: 99 }, NOW)).toBe("apart")
    expect(judge(revoked, { ...revoked, rev: 99, keys: [] }, NOW)).toBe("apart")
    const shorter = { ...doc.policy, maxTokenAge: doc.policy.maxTokenAge - 1 }
    expect(judge(doc, { ...revoked, policy: shorter }, NOW)).toBe("apart")
  })

  it("merge: keys of both, revocations of both, and an older one adds nothing", async () => {
    const given = { now: NOW, reason: "leaked", fresh: await fresh("next"), keepRegistered: false }
    const mine = later(revoke(doc, [doc.keys[1]!.id], given))
    const theirs = later(publish(doc, NOW, await fresh("forked")))
    const merged = merge(mine, theirs, NOW)
    const ids = merged.keys.map(({ id }) => id)
    expect(ids).not.toContain(doc.keys[1]!.id)
    expect(ids).toContain((await fresh("forked")).id)
    expect(ids).toContain((await fresh("next")).id)
    expect(merge(mine, doc, NOW)).toBe(mine)
    expect(judge(mine, { ...merged, rev: 99 }, NOW)).toBe("newer")
  })

  it("merge: a key that was destroyed and forgotten does not come back with an old copy", async () => {
    const [legacy, own] = doc.keys
    const mine = { ...later(doc), keys: [own!] }
    const old = { ...doc, rev: 7, keys: [legacy!, own!] }
    expect(merge(mine, old, NOW + 900 * DAY).keys.map(({ id }) => id)).toEqual([own!.id])
  })
})
