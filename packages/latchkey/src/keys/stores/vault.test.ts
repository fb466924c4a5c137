import { describe, expect, it } from "vitest"
import type { KeyStore } from "../../contracts/keys.ts"
import { vaultStore } from "./vault.ts"

/** KV version 2 as its documentation describes it, as far as a store asks. */
function fakeVault(): typeof fetch & { deleted: boolean; sealed: boolean; token: string } {
  let version = 0
  let data: unknown
  const json = (status: number, body: unknown): Response => Response.json(body, { status })
  const vault = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    if (vault.sealed) return json(503, { errors: ["Vault is sealed"] })
    const headers = new Headers(init.headers)
    if (headers.get("x-vault-token") !== vault.token)
      return json(403, { errors: ["permission denied"] })
    if (String(input) !== "https://vault.test/v1/secret/data/app/keyring")
      return new Response("no", { status: 404 })
    if (init.method === "POST") {
      const sent = JSON.parse(init.body as string) as { options: { cas: number }; data: unknown }
      if (sent.options.cas !== version) {
        return json(400, { errors: ["check-and-set parameter did not match the current version"] })
      }
      data = sent.data
      return json(200, { data: { version: ++version } })
    }
    if (version === 0) return json(404, { errors: [] })
    const metadata = { version, deletion_time: vault.deleted ? "2026-01-01T00:00:00Z" : "" }
    return vault.deleted
      ? json(404, { data: { data: null, metadata } })
      : json(200, { data: { data, metadata } })
  }
  vault.deleted = false
  vault.sealed = false
  vault.token = "hvs.token"
  return vault as never
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const storeOf = (fetch: typeof globalThis.fetch, path = "app/keyring"): KeyStore =>
  vaultStore({ address: "https://vault.test/", token: "hvs.token", path, fetch })

describe("a ring in Vault's KV", () => {
  it("is created once, changed by its version, and read back", async () => {
    const store = storeOf(fakeVault())
    expect(await store.read()).toBeNull()
    const made = await Promise.all([1, 2, 3].map((n) => store.write(bytes(`ring ${n}`), null)))
    expect(made.filter((one) => one === "ok")).toHaveLength(1)
    const { version } = (await store.read())!
    expect(await store.write(bytes("next"), version)).toBe("ok")
    expect(await store.write(bytes("late"), version)).toBe("conflict")
    expect(new TextDecoder().decode((await store.read())!.bytes)).toBe("next")
  })

  it.each<[string, (vault: ReturnType<typeof fakeVault>) => void, string?]>([
    ["sealed", (vault) => (vault.sealed = true)],
    ["another token", (vault) => (vault.token = "other")],
    ["deleted", (vault) => (vault.deleted = true)],
    ["a proxy's 404", () => {}, "elsewhere"],
  ])("%s is an error, never an empty place, and shows no token", async (_, change, path) => {
    const vault = fakeVault()
    await storeOf(vault).write(bytes("ring"), null)
    change(vault)
    const error = await storeOf(vault, path)
      .read()
      .then(String, (e: Error) => e)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).not.toContain("hvs.")
  })
})
