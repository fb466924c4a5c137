import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { VaultEmulator } from "../../../test/emulators/vault.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { vault } from "./vault.ts"
import { vaultTransit } from "./vault-transit.ts"

const canaries = ["canary-hvs", "canary-secret-id"]
const approle = (emulator: VaultEmulator) => ({
  address: emulator.url,
  auth: { approle: { roleId: emulator.roleId, secretId: emulator.secretId } },
})

faultMatrix("Vault KV meets", {
  emulator: new VaultEmulator(),
  make: (emulator, timeout) => vault({ ...approle(emulator), path: emulator.path, timeout }),
  set: (emulator, value) => emulator.versions.push({ AUTH_SECRET: value }),
  canaries,
})

let ciphertext = ""
faultMatrix("Vault transit meets", {
  emulator: new VaultEmulator(),
  make: (emulator, timeout) =>
    vaultTransit({ ...approle(emulator), key: "auth", ciphertext, timeout }),
  set: (emulator, value) => {
    ciphertext = emulator.encrypt(value)
  },
  canaries,
})

describe("vault", () => {
  const emulator = new VaultEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.versions = []
    emulator.sealed = false
    emulator.namespace = undefined
    emulator.usesPerToken = Number.POSITIVE_INFINITY
    emulator.lease = 3600
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })
  const logins = (): number =>
    emulator.calls.filter((call) => call.url.pathname.endsWith("/login")).length

  it("reads a field with a token of the environment, in a namespace", async () => {
    emulator.versions = [{ AUTH_SECRET: "one", other: "two" }]
    emulator.namespace = "team"
    vi.stubEnv("VAULT_ADDR", `${emulator.url}/`)
    vi.stubEnv("VAULT_TOKEN", emulator.rootToken)
    vi.stubEnv("VAULT_NAMESPACE", "team")
    expect(await vault({ path: emulator.path }).get()).toBe("one")
    expect(await vault({ path: emulator.path, field: "other" }).get()).toBe("two")
    const missing = vault({ path: emulator.path, field: "constructor" }).get()
    await expect(missing).rejects.toThrow("has no field constructor")
  })

  it("signs in by AppRole and Kubernetes, once, and again where the token ends on the way", async () => {
    emulator.versions = [{ AUTH_SECRET: "one" }]
    emulator.usesPerToken = 1
    const kubernetes = {
      address: emulator.url,
      auth: { kubernetes: { role: "app", jwt: emulator.jwt } },
    }
    for (const access of [approle(emulator), kubernetes]) {
      emulator.reset()
      const source = vault({ ...access, path: emulator.path })
      expect(await source.get()).toBe("one")
      expect(logins()).toBe(1)
      expect(await source.get()).toBe("one")
      expect(logins()).toBe(2)
    }
  })

  it("says what is wrong with a login, and where the service account's token should be", async () => {
    const auth = { approle: { roleId: "role-1", secretId: "canary-wrong" } }
    const wrong = vault({ address: emulator.url, auth, path: emulator.path }).get()
    await expect(wrong).rejects.toThrow(/400: check that the role exists/)
    await expect(wrong).rejects.not.toThrow("canary")
    const inPod = vault({ address: emulator.url, auth: { kubernetes: { role: "app" } }, path: "x" })
    await expect(inPod.get()).rejects.toThrow("no service account token")
  })

  it("renews its token before it ends", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    emulator.versions = [{ AUTH_SECRET: "one" }]
    emulator.lease = 100
    const source = vault({ ...approle(emulator), path: emulator.path })
    await source.get()
    vi.setSystemTime(Date.now() + 71_000)
    await source.get()
    expect(logins()).toBe(1)
    expect(emulator.calls.map((call) => call.url.pathname)).toContain("/v1/auth/token/renew-self")
  })

  it("a sealed one is transient; a deleted version is not", async () => {
    const auth = { token: emulator.rootToken }
    const source = vault({ address: emulator.url, auth, path: emulator.path })
    emulator.sealed = true
    await expect(source.get()).rejects.toMatchObject({ status: 503, transient: true })
    emulator.sealed = false
    emulator.versions = [{ AUTH_SECRET: "one" }, null]
    await expect(source.get()).rejects.toMatchObject({ status: 404, transient: false })
  })

  it("accepts former versions where it is told to, but not deleted ones", async () => {
    emulator.versions = [{ AUTH_SECRET: "one" }, null, { AUTH_SECRET: "three" }]
    const auth = { token: emulator.rootToken }
    const source = vault({ address: emulator.url, auth, path: emulator.path, previous: 4 })
    expect(await source.get()).toEqual(["three", "one"])
  })

  it("refuses a path that isn't of KV version 2, and an address that is no URL", async () => {
    emulator.fault = { body: { data: { AUTH_SECRET: "one" } } }
    const auth = { token: emulator.rootToken }
    const source = vault({ address: emulator.url, auth, path: emulator.path })
    await expect(source.get()).rejects.toThrow("KV version 2")
    expect(() => vault({ address: "vault", path: "x" })).toThrow(TypeError)
  })

  it("a path of odd characters stays one path", async () => {
    const auth = { token: emulator.rootToken }
    const source = vault({ address: emulator.url, auth, path: "a?version=1/b#c" })
    await expect(source.get()).rejects.toMatchObject({ status: 404 })
    expect(emulator.calls[0]!.url.pathname).toBe("/v1/secret/data/a%3Fversion%3D1/b%23c")
    expect(() => vault({ address: emulator.url, auth, path: "../../sys/raw" })).toThrow(TypeError)
  })
})
