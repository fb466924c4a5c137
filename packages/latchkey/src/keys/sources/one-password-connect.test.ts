import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { OnePasswordEmulator } from "../../../test/emulators/one-password.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { onePasswordConnect } from "./one-password-connect.ts"

const options = (emulator: OnePasswordEmulator) => ({
  vault: "Production",
  item: "auth",
  host: emulator.url,
  token: emulator.token,
})

faultMatrix("1Password Connect meets", {
  emulator: new OnePasswordEmulator(),
  make: (emulator, timeout) => onePasswordConnect({ ...options(emulator), timeout }),
  set: (emulator, value) => {
    emulator.fields = [{ id: "password", label: "password", value }]
  },
  canaries: ["canary-connect", "canary-message"],
})

describe("onePasswordConnect", () => {
  const emulator = new OnePasswordEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.items = [{ id: emulator.itemId, title: "auth" }]
    vi.unstubAllEnvs()
  })

  it("finds vault, item and field by title or by id, with what the environment says", async () => {
    emulator.fields = [
      { id: "f1", label: "AUTH_SECRET", value: "one" },
      { id: "f2", label: "empty" },
    ]
    vi.stubEnv("OP_CONNECT_HOST", emulator.url)
    vi.stubEnv("OP_CONNECT_TOKEN", emulator.token)
    const byId = { vault: emulator.vaultId, item: emulator.itemId }
    expect(await onePasswordConnect({ ...byId, field: "f1" }).get()).toBe("one")
    expect(emulator.calls).toHaveLength(1)
    const byTitle = { vault: "Production", item: "auth" }
    expect(await onePasswordConnect({ ...byTitle, field: "AUTH_SECRET" }).get()).toBe("one")
    const failing = (more: object): Promise<unknown> =>
      Promise.resolve(onePasswordConnect({ ...byTitle, field: "f1", ...more }).get())
    await expect(failing({ vault: "Staging" })).rejects.toThrow("none that the token may see")
    await expect(failing({ field: "other" })).rejects.toThrow("has no field other")
    await expect(failing({ field: "empty" })).rejects.toThrow("holds no text")
  })

  it("never picks one of two, and takes no title that changes the filter", async () => {
    emulator.items = [...emulator.items, { id: "j".repeat(26), title: "auth" }]
    await expect(onePasswordConnect(options(emulator)).get()).rejects.toThrow("more than one")
    emulator.items.pop()
    const field = { label: "password", value: "one" }
    emulator.fields = [
      { id: "a", ...field },
      { id: "b", ...field },
    ]
    await expect(onePasswordConnect(options(emulator)).get()).rejects.toThrow("more than one field")
    const item = 'x" or title ne "'
    expect(() => onePasswordConnect({ ...options(emulator), item })).toThrow(TypeError)
  })
})
