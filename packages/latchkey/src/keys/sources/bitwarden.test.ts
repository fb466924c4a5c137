import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { BitwardenEmulator } from "../../../test/emulators/bitwarden.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { bitwarden } from "./bitwarden.ts"

const options = (emulator: BitwardenEmulator) => ({
  secretId: emulator.secretId,
  accessToken: emulator.accessToken,
  apiUrl: emulator.url,
  identityUrl: emulator.url,
})

faultMatrix("Bitwarden meets", {
  emulator: new BitwardenEmulator(),
  make: (emulator, timeout) => bitwarden({ ...options(emulator), timeout }),
  set: (emulator, value) => {
    emulator.current = value
  },
  canaries: ["canaryBitwarden", "canary-message"],
})

describe("bitwarden", () => {
  const emulator = new BitwardenEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.wrongKey = false
    emulator.usesPerToken = Number.POSITIVE_INFINITY
    vi.unstubAllEnvs()
  })

  it("signs in once, again where the token ends on the way, with the token of the environment", async () => {
    emulator.current = "one"
    emulator.usesPerToken = 2
    vi.stubEnv("BWS_ACCESS_TOKEN", emulator.accessToken)
    const { accessToken: _, ...rest } = options(emulator)
    const source = bitwarden(rest)
    for (let i = 0; i < 3; i++) expect(await source.get()).toBe("one")
    const logins = emulator.calls.filter((call) => call.url.pathname === "/connect/token")
    expect(logins).toHaveLength(2)
    expect(logins[0]!.headers["device-type"]).toBe("21")
  })

  it("refuses what another key sealed, what was changed, and an odd access token", async () => {
    emulator.current = "one"
    emulator.wrongKey = true
    const failed = bitwarden(options(emulator)).get()
    await expect(failed).rejects.toThrow("can't be opened with this access token")
    emulator.wrongKey = false
    for (const value of ["", "plain", "0.aaaa|bbbb", "2.YQ==|YQ==|YQ=="]) {
      emulator.fault = { body: { value } }
      await expect(bitwarden(options(emulator)).get()).rejects.toThrow(/format we know|opened/)
    }
    const odd = bitwarden({ ...options(emulator), accessToken: "canary" }).get()
    await expect(odd).rejects.toThrow("not one of a machine account")
    await expect(odd).rejects.not.toThrow("canary")
  })

  it("refuses what was changed on the way, though it would decrypt", async () => {
    emulator.current = "one"
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init)
      if (!String(input).includes("/secrets/")) return response
      const body = (await response.json()) as { value: string }
      const iv = Buffer.from(body.value.slice(2).split("|")[0]!, "base64")
      iv[0]! ^= 1
      const rest = body.value.split("|").slice(1)
      return Response.json({ ...body, value: `2.${[iv.toString("base64"), ...rest].join("|")}` })
    }
    const changed = bitwarden({ ...options(emulator), fetch }).get()
    await expect(changed).rejects.toThrow("can't be opened")
  })
})
