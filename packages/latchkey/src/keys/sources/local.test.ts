import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, vi } from "vitest"
import { cloudflareBinding } from "./cloudflare-binding.ts"
import { dotenvx } from "./dotenvx.ts"
import { fromClient } from "./from-client.ts"

afterEach(() => vi.unstubAllEnvs())

describe("dotenvx", () => {
  // Made by dotenvx 2.38.2: `dotenvx set AUTH_SECRET … -f .env.production`.
  const privateKey = "7d6ad235e549ef850ebe0e2386a6a5fed47faf5110e4e71200b4f1eefea44197"
  const sealed =
    "encrypted:BEXAtfov/32pjFsSZtmgALMezg+wCVT8auYTRfrMdWaDIt0nVvQSi27gRvO+7U8cagMXYOnwBKwQxVkozHH15GiBdQh6Mn00VjTogI7mtvkOPLf/4IXvpTwAeJnO4EtsixhvPSkgFMY6Xempl/twlRKP"
  const value = 'canary ☃ $x "q"'
  const path = (text: string): string => {
    const made = join(mkdtempSync(join(tmpdir(), "latchkey-dotenvx-")), ".env.production")
    writeFileSync(made, text)
    return made
  }

  it("opens a value of the environment, or of a file with its own key", async () => {
    vi.stubEnv("AUTH_SECRET", sealed)
    vi.stubEnv("DOTENV_PRIVATE_KEY", privateKey)
    expect(await dotenvx().get()).toBe(value)
    vi.stubEnv("DOTENV_PRIVATE_KEY_PRODUCTION", `${"ab".repeat(32)},${privateKey}`)
    for (const line of [`AUTH_SECRET="${sealed}"`, `export AUTH_SECRET=${sealed} `]) {
      expect(await dotenvx({ path: path(`# AUTH_SECRET=x\nA=b\n${line}\nC=d\n`) }).get()).toBe(
        value,
      )
    }
  })

  it("says what is missing, and takes nothing that was changed", async () => {
    const get = async (text: string, key = privateKey): Promise<unknown> =>
      dotenvx({ path: path(text), privateKey: key }).get()
    await expect(get("A=b")).rejects.toThrow("AUTH_SECRET is not there")
    await expect(get("AUTH_SECRET=canary")).rejects.toThrow("AUTH_SECRET is not encrypted")
    await expect(get("AUTH_SECRET=canary")).rejects.not.toThrow("canary")
    await expect(get(`AUTH_SECRET=${sealed}`, "ab".repeat(32))).rejects.toThrow("does not open it")
    await expect(get(`AUTH_SECRET=${sealed}`, "canary")).rejects.not.toThrow("canary")
    await expect(get(`AUTH_SECRET=${sealed}`, "")).rejects.toThrow("DOTENV_PRIVATE_KEY_PRODUCTION")
    const bytes = Buffer.from(sealed.slice(10), "base64")
    for (const at of [1, 40, 70, 90, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      const text = `AUTH_SECRET=encrypted:${changed.toString("base64")}`
      await expect(get(text), `byte ${at}`).rejects.toThrow("does not open it")
    }
    await expect(get("AUTH_SECRET=encrypted:AAAA")).rejects.toThrow("does not open it")
    expect(() => dotenvx({ name: "A.*" })).toThrow(TypeError)
  })
})

describe("cloudflareBinding", () => {
  it("takes one or several, newest first; an error of the store says nothing of its own", async () => {
    const one = { get: async () => "one" }
    const two = { get: async () => "two" }
    expect(await cloudflareBinding(one).get()).toBe("one")
    expect(await cloudflareBinding(two, one).get()).toEqual(["two", "one"])
    expect(cloudflareBinding(one).name).toBe(cloudflareBinding(one).name)
    expect(cloudflareBinding(one).name).not.toBe(cloudflareBinding(two).name)
    const failing = { get: () => Promise.reject(new Error("canary")) }
    await expect(cloudflareBinding(failing).get()).rejects.toThrow("check that the store holds")
    await expect(cloudflareBinding(failing).get()).rejects.not.toThrow("canary")
    expect(() => cloudflareBinding(undefined as never)).toThrow("Wrangler")
  })
})

describe("fromClient", () => {
  it.each([
    ["Secrets Manager", { SecretString: "one" }, undefined],
    ["a field of it", { SecretString: '{"key":"one"}' }, "key"],
    ["Systems Manager", { Parameter: { Value: "one" } }, undefined],
    ["KMS", { Plaintext: new TextEncoder().encode("one") }, undefined],
  ])("takes the AWS SDK's answer of %s", async (_, answer, field) => {
    const command = {}
    const client = { send: vi.fn<(...args: unknown[]) => Promise<unknown>>(async () => answer) }
    const source = fromClient(client, { command, ...(field === undefined ? {} : { field }) })
    const signal = AbortSignal.timeout(1000)
    expect(await source.get({ signal })).toBe("one")
    expect(client.send).toHaveBeenCalledWith(command, { abortSignal: signal })
  })

  it("takes Infisical's SDK and node-vault, KV version 1 and 2", async () => {
    const secret = { environment: "prod", projectId: "p", secretName: "AUTH_SECRET" }
    const infisical = { secrets: () => ({ getSecret: async () => ({ secretValue: "one" }) }) }
    expect(await fromClient(infisical, { secret }).get()).toBe("one")
    for (const data of [{ AUTH_SECRET: "one" }, { data: { AUTH_SECRET: "one" }, metadata: {} }]) {
      const vault = { read: async (path: string) => (path === "secret/data/app" ? { data } : {}) }
      expect(await fromClient(vault, { path: "secret/data/app" }).get()).toBe("one")
    }
  })

  it("an error of a client is told by name and status alone", async () => {
    const error = Object.assign(new Error("canary"), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 400 },
    })
    const client = { send: () => Promise.reject(error) }
    await expect(fromClient(client, { command: {} }).get()).rejects.toMatchObject({
      message: expect.stringMatching(/the client failed \(AccessDeniedException 400\)$/),
      transient: false,
    })
    const empty = { read: async () => undefined }
    await expect(fromClient(empty, { path: "x" }).get()).rejects.toThrow("answered no secret")
  })
})
