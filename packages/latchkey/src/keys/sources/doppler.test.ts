import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { DopplerEmulator } from "../../../test/emulators/doppler.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { doppler } from "./doppler.ts"

faultMatrix("Doppler meets", {
  emulator: new DopplerEmulator(),
  make: (emulator, timeout) => doppler({ token: emulator.token, apiHost: emulator.url, timeout }),
  set: (emulator, value) => {
    emulator.secrets["AUTH_SECRET"] = value
  },
  canaries: ["canary-doppler", "canary-message"],
})

describe("doppler", () => {
  const emulator = new DopplerEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    vi.unstubAllEnvs()
  })

  it("reads only the names it needs, newest first, with the token of the environment", async () => {
    emulator.secrets = { NEW: "new", OLD: "old", DATABASE_URL: "canary" }
    vi.stubEnv("DOPPLER_TOKEN", emulator.token)
    const source = doppler({ secretName: ["NEW", "GONE", "OLD"], apiHost: emulator.url })
    expect(await source.get()).toEqual(["new", "old"])
    expect(emulator.calls[0]!.url.searchParams.get("secrets")).toBe("NEW,GONE,OLD")
    const { project, config, token, url: apiHost } = emulator
    expect(await doppler({ project, config, token, apiHost, secretName: "OLD" }).get()).toBe("old")
    const missing = doppler({ token, apiHost, secretName: "GONE" }).get()
    await expect(missing).rejects.toThrow("has no field GONE")
  })

  it("two tokens are two sources, since each implies a config", () => {
    const names = ["a", "b", "a"].map((token) => doppler({ token, apiHost: emulator.url }).name)
    expect(names[0]).toBe(names[2])
    expect(names[0]).not.toBe(names[1])
  })

  it.each([
    ["Node.js/24", { cache: "no-store", redirect: "manual" }],
    ["Cloudflare-Workers", { redirect: "manual" }],
  ])("asks %s for what it can do, and never to follow a redirect", async (userAgent, expected) => {
    vi.stubGlobal("navigator", { userAgent })
    const inits: RequestInit[] = []
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init!)
      return Response.json({ AUTH_SECRET: "one" })
    }
    expect(await doppler({ token: "t", apiHost: "https://x.example", fetch }).get()).toBe("one")
    const { cache, redirect } = inits[0]!
    expect({ ...(cache && { cache }), redirect }).toEqual(expected)
    vi.unstubAllGlobals()
  })
})
