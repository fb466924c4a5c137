import { createHmac } from "node:crypto"
import { allowInsecureRequests } from "../../contracts/symbols.ts"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { InfisicalEmulator } from "../../../test/emulators/infisical.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { infisical, type InfisicalOptions } from "./infisical.ts"
import { verifyInfisicalWebhook } from "./infisical-webhook.ts"

function options(emulator: InfisicalEmulator): InfisicalOptions {
  const { clientId, clientSecret, projectId, environment, url } = emulator
  const auth = { universal: { clientId, clientSecret } }
  return { projectId, environment, siteUrl: url, auth }
}

faultMatrix("Infisical meets", {
  emulator: new InfisicalEmulator(),
  make: (emulator, timeout) => infisical({ ...options(emulator), timeout }),
  set: (emulator, value) => emulator.set("AUTH_SECRET", value),
  canaries: ["canary-infisical-client-secret", "canary-access-token"],
})

describe("infisical", () => {
  const emulator = new InfisicalEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.secrets.clear()
    emulator.tokens.clear()
    emulator.withoutV4 = false
    emulator.hidden = false
    emulator.usesPerToken = Number.POSITIVE_INFINITY
    emulator.expiresIn = 7200
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })
  const paths = (): string[] => emulator.calls.map((call) => call.url.pathname)

  it("signs in once and reads by API v4", async () => {
    emulator.set("AUTH_SECRET", "one")
    const source = infisical(options(emulator))
    expect(await source.get()).toBe("one")
    emulator.set("AUTH_SECRET", "two")
    expect(await source.get()).toBe("two")
    expect(paths()).toEqual([
      "/api/v1/auth/universal-auth/login",
      "/api/v4/secrets/AUTH_SECRET",
      "/api/v4/secrets/AUTH_SECRET",
    ])
    expect(emulator.calls[1]!.url.searchParams.get("secretPath")).toBe("/")
  })

  it("reads by v3 where there is no v4, and remembers it", async () => {
    emulator.withoutV4 = true
    emulator.set("AUTH_SECRET", "one")
    const source = infisical(options(emulator))
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
    expect(paths().slice(1)).toEqual([
      "/api/v4/secrets/AUTH_SECRET",
      "/api/v3/secrets/raw/AUTH_SECRET",
      "/api/v3/secrets/raw/AUTH_SECRET",
    ])
  })

  it("reads several names, newest first, and former versions", async () => {
    emulator.set("NEW", "new-1")
    emulator.set("NEW", "new-2")
    emulator.set("NEW", "new-3")
    emulator.set("OLD", "old")
    const secretName = ["NEW", "GONE", "OLD"]
    expect(await infisical({ ...options(emulator), secretName }).get()).toEqual(["new-3", "old"])
    const former = infisical({ ...options(emulator), secretName: "NEW", previous: 5 })
    expect(await former.get()).toEqual(["new-3", "new-2", "new-1"])
    const gone = infisical({ ...options(emulator), secretName: ["GONE", "OLD"] })
    await expect(gone.get()).rejects.toThrow(/404: check that project, environment/)
  })

  it("a token that ends on the way is replaced, and the read repeated", async () => {
    emulator.set("AUTH_SECRET", "one")
    emulator.usesPerToken = 1
    const source = infisical(options(emulator))
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
    expect(paths().filter((path) => path.endsWith("/login"))).toHaveLength(2)
  })

  it("a token is renewed before it ends; one that can't be is asked for anew", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    emulator.set("AUTH_SECRET", "one")
    emulator.expiresIn = 600
    const source = infisical(options(emulator))
    await source.get()
    vi.setSystemTime(Date.now() + 571_000)
    await source.get()
    expect(paths()).toContain("/api/v1/auth/token/renew")
    emulator.tokens.clear()
    vi.setSystemTime(Date.now() + 571_000)
    expect(await source.get()).toBe("one")
    expect(paths().filter((path) => path.endsWith("/login"))).toHaveLength(2)
  })

  it("says which right is missing when the value is hidden, and never takes the placeholder", async () => {
    emulator.set("AUTH_SECRET", "one")
    emulator.hidden = true
    await expect(infisical(options(emulator)).get()).rejects.toThrow("grant it Read Value")
  })

  it("says what is wrong with a login", async () => {
    const auth = { universal: { clientId: "x", clientSecret: "canary" } }
    const failed = infisical({ ...options(emulator), auth }).get()
    await expect(failed).rejects.toThrow(/401: check that client id and client secret/)
    await expect(failed).rejects.not.toThrow("canary")
    vi.stubEnv("INFISICAL_TOKEN", undefined)
    const { auth: _, ...none } = options(emulator)
    await expect(infisical(none).get()).rejects.toThrow("there is no token (INFISICAL_TOKEN)")
  })

  it("takes what the environment says", async () => {
    emulator.set("AUTH_SECRET", "one")
    vi.stubEnv("INFISICAL_API_URL", `${emulator.url}/api`)
    vi.stubEnv("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", emulator.clientId)
    vi.stubEnv("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", emulator.clientSecret)
    const { projectId, environment } = emulator
    expect(await infisical({ projectId, environment }).get()).toBe("one")
  })

  it("never speaks plain HTTP to another machine, and takes no odd address", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const far = infisical({ ...options(emulator), siteUrl: "http://192.0.2.1", fetch })
    await expect(far.get()).rejects.toThrow("must be an https URL")
    expect(fetch).not.toHaveBeenCalled()
    const allowed = { siteUrl: "http://192.0.2.1", fetch, [allowInsecureRequests]: true }
    await expect(infisical({ ...options(emulator), ...allowed }).get()).rejects.toThrow()
    expect(fetch).toHaveBeenCalled()
    for (const siteUrl of ["infisical.example", "https://user:pw@example.com", "https://x/?a=1"]) {
      expect(() => infisical({ ...options(emulator), siteUrl })).toThrow(TypeError)
    }
  })
})

describe("verifyInfisicalWebhook", () => {
  const secret = "hook-secret"
  /** As Infisical signs: the HMAC of the body, in which the time is repeated. */
  const hook = (timestamp: number, key = secret): { body: string; signature: string } => {
    const body = JSON.stringify({ event: "secrets.modified", project: {}, timestamp })
    const mac = createHmac("sha256", key).update(body).digest("hex")
    return { body, signature: `t=${timestamp};${mac}` }
  }

  it("accepts a recent one that is signed", async () => {
    expect(await verifyInfisicalWebhook({ secret, ...hook(Date.now()) })).toBe(true)
    expect(await verifyInfisicalWebhook({ secret, ...hook(Date.now() - 299_000) })).toBe(true)
  })

  it("refuses one that is old, of another key, changed, or replayed under a new time", async () => {
    const good = hook(Date.now())
    const old = hook(Date.now() - 301_000)
    const replayed = { ...old, signature: old.signature.replace(/t=\d+/, `t=${Date.now()}`) }
    for (const bad of [
      old,
      replayed,
      hook(Date.now(), "other"),
      hook(Date.now(), ""),
      { ...good, body: `${good.body} ` },
      { ...good, signature: null },
      { ...good, signature: "" },
      { ...good, signature: good.signature.slice(0, -1) },
      { ...good, signature: good.signature.replace("t=", "t=1") },
    ]) {
      expect(await verifyInfisicalWebhook({ secret, ...bad })).toBe(false)
    }
    const empty = hook(Date.now(), "")
    expect(await verifyInfisicalWebhook({ secret: "", ...empty })).toBe(false)
  })
})
