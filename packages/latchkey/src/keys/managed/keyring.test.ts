import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { KeyStore, RootKey } from "../../contracts/keys.ts"
import { KeysUnavailable, MissingSecret } from "../../errors.ts"
import { open } from "../open.ts"
import { resolveKeys, type ResolvedKeys } from "../resolve.ts"
import { createRing } from "../ring.ts"
import { seal } from "../seal.ts"
import type { SealSpec } from "../model.ts"
import { memoryStore } from "../stores/memory.ts"
import type { RingEvent } from "./events.ts"
import { type Keyring, keyring, type KeyringOptions } from "./keyring.ts"
import { escrowRoot } from "./roots/escrow-root.ts"

const A = "the-first-secret-of-the-environment-01"
const B = "the-second-secret-of-the-environment-2"
const spec: SealSpec = { format: "own", purpose: "session", salt: "" }
const FAST = { rotate: "10s", propagation: "2s", refresh: "500ms", skew: "500ms" } as const

type Environment = Record<string, string>
const resolve = async (secret: Keyring, env: Environment): Promise<ResolvedKeys> =>
  resolveKeys({ secret, passed: true, read: (name) => env[name], production: true })
const token = async (keys: ResolvedKeys): Promise<string> =>
  seal(keys.ring, spec, { sub: "1" }, { maxAge: 600 })
const status = async (keys: ResolvedKeys, sealed: string): Promise<string> =>
  (await open(keys.ring, [spec], sealed)).status

/** As another process would have it: the same place, its own instance. */
const instance = (store: KeyStore, options: Partial<KeyringOptions> = {}): Keyring =>
  keyring({ store: { ...store }, onEvent: () => {}, ...options })

describe("a keyring beside AUTH_SECRET", () => {
  it("opens what AUTH_SECRET sealed before, and seals with its own key", async () => {
    const before = await seal(await createRing([A], "env"), spec, { sub: "1" }, { maxAge: 60 })
    const keys = await resolve(instance(memoryStore()), { AUTH_SECRET: A })
    expect(await status(keys, before)).toBe("ok")
    expect(keys.ring.keys[0]!.material.reveal()).not.toBe(A)
  })

  it("lets AUTH_SECRET go on sealing at first, where instances without the ring still run", async () => {
    const options = { takeOver: "after-propagation" } as const
    const keys = await resolve(instance(memoryStore(), options), { AUTH_SECRET: A })
    expect(keys.ring.keys[0]!.material.reveal()).toBe(A)
  })

  it("a changed AUTH_SECRET wraps the ring anew, and signs nobody out", async () => {
    const store = memoryStore()
    const old = await resolve(instance(store), { AUTH_SECRET: A })
    const sealed = await token(old)
    const events: RingEvent[] = []
    const changed = instance(store, { onEvent: (event) => void events.push(event) })
    const both = { AUTH_SECRET: A, AUTH_SECRET_1: B }
    expect(await status(await resolve(changed, both), sealed)).toBe("ok")
    expect(events.map(({ message }) => message).join("\n")).toContain("root changed, sessions kept")
    // Instances of either deployment read it; the old secret goes when a person says so, or after a time.
    expect(await status(await resolve(instance(store), { AUTH_SECRET: A }), sealed)).toBe("ok")
    const only = instance(store)
    expect(await status(await resolve(only, { AUTH_SECRET: B }), sealed)).toBe("ok")
    await only.rewrap()
    await expect(resolve(instance(store), { AUTH_SECRET: A })).rejects.toThrow(KeysUnavailable)
    expect(await status(await resolve(instance(store), { AUTH_SECRET: B }), sealed)).toBe("ok")
  })

  it("an AUTH_SECRET replaced outright is an error that names what is wanted, and leaves the ring alone", async () => {
    const store = memoryStore()
    await resolve(instance(store), { AUTH_SECRET: A })
    const before = (await store.read())!
    const error = await resolve(instance(store), { AUTH_SECRET: B }).catch((e: Error) => e)
    expect(error).toBeInstanceOf(KeysUnavailable)
    const { message } = (error as KeysUnavailable).cause!.err!
    expect(message).toMatch(/wrapped under local:.*AUTH_SECRET_1/)
    expect(message).not.toContain(B)
    expect(await store.read()).toEqual(before)
  })

  it("without any root there is no ring, and all names that were looked at are told", async () => {
    const store = memoryStore()
    const error = await resolve(instance(store), { AUTH_SECRET_1: " " }).catch((e: Error) => e)
    expect(error).toBeInstanceOf(MissingSecret)
    expect((error as MissingSecret).cause!["looked"]).toEqual(
      expect.arrayContaining([
        { name: "AUTH_SECRET", state: "absent" },
        { name: "AUTH_SECRET_1", state: "blank" },
        { name: "NEXTAUTH_SECRET", state: "absent" },
      ]),
    )
    expect(await store.read()).toBeNull()
    // The same where the ring is there already, and beside an escrow, which opens nothing.
    await resolve(instance(store), { AUTH_SECRET: A })
    await expect(resolve(instance(store), {})).rejects.toThrow(MissingSecret)
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 })
    const escrow = await escrowRoot(String(publicKey.export({ type: "spki", format: "pem" })))
    const beside = instance(store, { root: ["env", escrow] })
    await expect(resolve(beside, {})).rejects.toThrow(MissingSecret)
  })
})

describe("a keyring and its store", () => {
  it("many that ask at once read once, and later requests don't wait", async () => {
    const store = memoryStore()
    let reads = 0
    const counted = { ...store, read: () => (reads++, store.read()) }
    const secret = keyring({ store: counted, onEvent: () => {} })
    const all = await Promise.all(
      Array.from({ length: 50 }, () => resolve(secret, { AUTH_SECRET: A })),
    )
    expect(new Set(all.map(({ ring }) => ring)).size).toBe(1)
    expect(reads).toBeLessThanOrEqual(2)
    const view = secret.view({ read: () => undefined, now: Date.now() })
    expect(view).not.toBeInstanceOf(Promise)
  })

  it("eight that find no ring end with one", async () => {
    const store = memoryStore()
    const all = Array.from({ length: 8 }, () => resolve(instance(store), { AUTH_SECRET: A }))
    const kids = (await Promise.all(all)).map(({ ring }) => ring.keys[0]!.id)
    expect(new Set(kids).size).toBe(1)
  })

  it("a failed read makes nothing: an error at first, the last known ring later", async () => {
    const store = memoryStore()
    let fails = true
    let writes = 0
    const flaky: KeyStore = {
      ...store,
      read: () => (fails ? Promise.reject(new Error("connection lost")) : store.read()),
      write: (...args) => (writes++, store.write(...args)),
    }
    const secret = keyring({ store: flaky, ...FAST, onEvent: () => {} })
    await expect(resolve(secret, { AUTH_SECRET: A })).rejects.toThrow(KeysUnavailable)
    expect(writes).toBe(0)
    fails = false
    const sealed = await token(await resolve(secret, { AUTH_SECRET: A }))
    fails = true
    await expect(secret.status()).rejects.toThrow("connection lost")
    await new Promise((done) => setTimeout(done, 1_100))
    expect(await status(await resolve(secret, { AUTH_SECRET: A }), sealed)).toBe("ok")
  })

  it("the same store is the same keyring, made on each request or once", () => {
    const store = memoryStore()
    expect(keyring({ store })).toBe(keyring({ store, rotate: "30d" }))
  })

  it("a reader neither makes a ring nor changes one", async () => {
    const store = memoryStore()
    const reader = (): Keyring => instance(store, { role: "reader" })
    await expect(resolve(reader(), { AUTH_SECRET: A })).rejects.toThrow(KeysUnavailable)
    const sealed = await token(await resolve(instance(store), { AUTH_SECRET: A }))
    const before = await store.read()
    expect(await status(await resolve(reader(), { AUTH_SECRET: A }), sealed)).toBe("ok")
    expect(await store.read()).toEqual(before)
  })

  it("an older ring put back by someone with the database revives no revoked key", async () => {
    const store = memoryStore()
    const one = instance(store)
    const keys = await resolve(one, { AUTH_SECRET: A })
    const sealed = await token(keys)
    const backup = (await store.read())!
    await one.revoke(keys.ring.keys[0]!.id, { reason: "leaked" })
    await store.write(backup.bytes, (await store.read())!.version)
    await one.status()
    // Not here, and not where someone starts anew: what was put back is gone from the store.
    for (const each of [one, instance(store)]) {
      expect(await status(await resolve(each, { AUTH_SECRET: A }), sealed)).toBe("revoked")
    }
  })

  it("a ring that was lost comes back from whoever still has it", async () => {
    let inner = memoryStore()
    const store: KeyStore = {
      name: "changing",
      read: () => inner.read(),
      write: (bytes, expected) => inner.write(bytes, expected),
    }
    const one = instance(store)
    const sealed = await token(await resolve(one, { AUTH_SECRET: A }))
    inner = memoryStore()
    await one.status()
    expect(await status(await resolve(instance(store), { AUTH_SECRET: A }), sealed)).toBe("ok")
  })
})

describe("what a person may do", () => {
  it("rotate and promote: refused while an instance lags, which is named; then everyone has it", async () => {
    const store = memoryStore()
    const one = instance(store, { instance: "web-1" })
    const two = instance(store, { instance: "web-2" })
    await resolve(two, { AUTH_SECRET: A })
    const sealed = await token(await resolve(one, { AUTH_SECRET: A }))
    const rotated = await one.rotate()
    expect(rotated.keys.at(-1)!.state).toBe("published")
    expect(rotated.behind).toEqual(["web-2"])
    await expect(one.promote()).rejects.toThrow("web-2")
    await two.status()
    const promoted = await one.promote()
    expect(promoted.active).toBe(rotated.keys.at(-1)!.id)
    expect(await status(await resolve(one, { AUTH_SECRET: A }), sealed)).toBe("ok")
    // One that has not heard of it yet opens its tokens all the same.
    const fresh = await token(await resolve(one, { AUTH_SECRET: A }))
    expect(await status(await resolve(two, { AUTH_SECRET: A }), fresh)).toBe("ok")
    expect(await one.converged({ timeout: 10 })).toEqual(["web-2"])
  })

  it("revoke: refused here at once, and elsewhere at the next look; the rest stays", async () => {
    const store = memoryStore()
    const [one, two] = [instance(store), instance(store)]
    const before = await resolve(two, { AUTH_SECRET: A })
    const legacy = await seal(await createRing([A], "env"), spec, { sub: "1" }, { maxAge: 60 })
    const sealed = await token(await resolve(one, { AUTH_SECRET: A }))
    await one.revoke(before.ring.keys[0]!.id, { reason: "leaked" })
    const after = await resolve(one, { AUTH_SECRET: A })
    expect(await status(after, sealed)).toBe("revoked")
    expect(await status(after, legacy)).toBe("ok")
    // A token of the new key makes the other look.
    const next = await token(after)
    const stale = await resolve(two, { AUTH_SECRET: A })
    expect(await status(stale, next)).toBe("unknown")
    const fresh = { ...stale, ring: (await stale.refresh())! }
    expect(await status(fresh, next)).toBe("ok")
    expect(await status(fresh, sealed)).toBe("revoked")
  })

  it("revoke: what the ring doesn't have is said", async () => {
    const one = instance(memoryStore())
    await resolve(one, { AUTH_SECRET: A })
    await expect(one.revoke("nobody__", { reason: "x" })).rejects.toThrow("nobody__")
  })

  it("export: strings that Auth.js or a static ring can go on with", async () => {
    const one = instance(memoryStore())
    const sealed = await token(await resolve(one, { AUTH_SECRET: A }))
    const strings = await one.export()
    expect(strings).toHaveLength(2)
    expect(strings[0]).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const ring = await createRing(strings, "env")
    expect((await open(ring, [spec], sealed)).status).toBe("ok")
  })

  it("nothing that is shown or logged holds a key", async () => {
    const store = memoryStore()
    const events: RingEvent[] = []
    const one = instance(store, { onEvent: (event) => void events.push(event) })
    const keys = await resolve(one, { AUTH_SECRET: A })
    await one.rotate()
    const shown = [events, await one.status(), one.name, keys.ring.origin, await store.instances!()]
    const text = JSON.stringify(shown) + new TextDecoder().decode((await store.read())!.bytes)
    for (const secret of [A, ...(await one.export())]) expect(text).not.toContain(secret)
  })
})

describe("roots", () => {
  it("an escrow is written to, never read, and gives the ring back when all else is lost", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 })
    const pem = String(publicKey.export({ type: "spki", format: "pem" }))
    const store = memoryStore()
    const root = await escrowRoot(pem)
    const sealed = await token(
      await resolve(instance(store, { root: ["env", root] }), { AUTH_SECRET: A }),
    )
    const text = new TextDecoder().decode((await store.read())!.bytes)
    const { roots } = JSON.parse(text.split("\n")[0]!) as {
      roots: { root: string; wrapped: string }[]
    }
    const wrapped = roots.find((one) => one.root === root.id)!.wrapped
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }
    const opened = privateDecrypt(
      { key: privateKey, ...padding },
      Buffer.from(wrapped, "base64url"),
    )
    const found: RootKey = { ...root, unwrap: () => opened.toString() }
    const restored = await resolve(instance(store, { root: found }), {})
    expect(await status(restored, sealed)).toBe("ok")
  })

  it("an escrow alone makes no ring: nobody could read it", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 })
    const root = await escrowRoot(String(publicKey.export({ type: "spki", format: "pem" })))
    await expect(resolve(instance(memoryStore(), { root }), {})).rejects.toThrow(KeysUnavailable)
  })

  it("an escrow of anything but a public RSA key of some length is refused", async () => {
    await expect(escrowRoot("no PEM")).rejects.toThrow("PEM")
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    const short = String(publicKey.export({ type: "spki", format: "pem" }))
    await expect(escrowRoot(short)).rejects.toThrow("3072")
  })

  it("a source: its first string wraps, the others still open", async () => {
    const store = memoryStore()
    const sealed = await token(await resolve(instance(store, { root: { get: () => A } }), {}))
    const next = instance(store, { root: { get: () => [B, A] } })
    expect(await status(await resolve(next, {}), sealed)).toBe("ok")
  })
})

describe("options", () => {
  it.each<[string, Partial<KeyringOptions>]>([
    ["no time span", { rotate: "soon" as never }],
    ["a propagation that instances can't meet", { refresh: "1h", propagation: "1h" }],
    ["a rotation faster than its propagation", { rotate: "1d", propagation: "2d" }],
    ["nothing", { rotate: 0 }],
  ])("%s is refused when it is written down", (_, options) => {
    expect(() => keyring({ store: memoryStore(), ...options })).toThrow(TypeError)
  })
})
