import { afterEach, expect, it, vi } from "vitest"
import { providerKeys } from "./logout-keys.ts"
import type { OAuthProvider } from "./provider.ts"

const providerOf = (more: object = {}): OAuthProvider =>
  ({ id: "id", fetch: vi.fn<typeof fetch>(), allowInsecure: false, ...more }) as never

afterEach(() => void vi.useRealTimers())

it("are one memory for one place of keys, one way to ask, and one leave to speak plain HTTP", () => {
  const provider = providerOf()
  const keys = providerKeys(provider, "https://id.example/jwks")
  expect(providerKeys(provider, "https://id.example/jwks")).toBe(keys)
  expect(providerKeys({ ...provider }, "https://id.example/jwks")).toBe(keys)
  const others = [
    providerKeys(provider, "https://id.example/other"),
    providerKeys({ ...provider, allowInsecure: true }, "https://id.example/jwks"),
    providerKeys(providerOf(), "https://id.example/jwks"),
  ]
  expect(new Set([keys, ...others]).size).toBe(4)
})

it("are asked for as everything of a provider is: not in the open, and not for long", async () => {
  const open = providerKeys(providerOf(), "http://id.example/jwks")
  await expect(open({ alg: "RS256" })).rejects.toThrow("without encryption")
  vi.useFakeTimers()
  const provider = providerOf({ fetch: () => new Promise<Response>(() => {}) })
  const answer = providerKeys(provider, "https://id.example/jwks")({ alg: "RS256" })
  const failed = vi.fn()
  answer.catch(failed)
  await vi.advanceTimersByTimeAsync(4_999)
  expect(failed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(failed).toHaveBeenCalledTimes(1)
})
