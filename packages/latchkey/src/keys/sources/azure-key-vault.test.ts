import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { AzureEmulator } from "../../../test/emulators/azure.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { SourceError } from "../source-error.ts"
import { azureKeyVault } from "./azure-key-vault.ts"

const options = (emulator: AzureEmulator) => ({
  vaultUrl: emulator.url,
  secret: emulator.secret,
  auth: { clientId: emulator.clientId, clientSecret: emulator.clientSecret },
})

faultMatrix("Azure Key Vault meets", {
  emulator: new AzureEmulator(),
  make: (emulator, timeout) => azureKeyVault({ ...options(emulator), timeout }),
  set: (emulator, value) => {
    emulator.current = value
  },
  canaries: ["canary-azure", "canary-message"],
})

describe("azureKeyVault", () => {
  const emulator = new AzureEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.tokens.clear()
    emulator.current = undefined
    emulator.enabled = true
    emulator.challenge = undefined
    emulator.usesPerToken = Number.POSITIVE_INFINITY
    vi.unstubAllEnvs()
  })
  const { vaultUrl: _, ...rest } = options(emulator)
  const bare = () => azureKeyVault({ vaultUrl: emulator.url, secret: rest.secret })

  it("asks the vault whom to ask, once, and then reads", async () => {
    emulator.current = "one"
    const source = azureKeyVault(options(emulator))
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
    expect(emulator.calls.map((call) => `${call.method} ${call.url.pathname}`)).toEqual([
      "GET /secrets/auth-secret/",
      `POST /${emulator.tenant}/oauth2/v2.0/token`,
      "GET /secrets/auth-secret/",
      "GET /secrets/auth-secret/",
    ])
  })

  it("a token that ends on the way is replaced", async () => {
    emulator.current = "one"
    emulator.usesPerToken = 1
    const source = azureKeyVault(options(emulator))
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
  })

  it("signs in with what the environment says, federated too, and as the machine", async () => {
    emulator.current = "one"
    vi.stubEnv("AZURE_CLIENT_ID", emulator.clientId)
    vi.stubEnv("AZURE_CLIENT_SECRET", emulator.clientSecret)
    vi.stubEnv("AZURE_TENANT_ID", emulator.tenant)
    expect(await bare().get()).toBe("one")
    vi.stubEnv("AZURE_CLIENT_SECRET", undefined)
    const file = join(mkdtempSync(join(tmpdir(), "latchkey-azure-")), "token")
    writeFileSync(file, "canary-federated")
    vi.stubEnv("AZURE_FEDERATED_TOKEN_FILE", file)
    expect(await bare().get()).toBe("one")
    vi.stubEnv("AZURE_FEDERATED_TOKEN_FILE", undefined)
    vi.stubEnv("IDENTITY_ENDPOINT", `${emulator.url}/msi/token`)
    vi.stubEnv("IDENTITY_HEADER", "canary-header")
    expect(await bare().get()).toBe("one")
    vi.stubEnv("IDENTITY_ENDPOINT", undefined)
    vi.stubEnv("AZURE_POD_IDENTITY_AUTHORITY_HOST", emulator.url)
    expect(await bare().get()).toBe("one")
  })

  it("takes a token of one's own without asking anyone", async () => {
    emulator.current = "one"
    const auth = { token: () => emulator.issue() }
    expect(await azureKeyVault({ ...options(emulator), auth }).get()).toBe("one")
    expect(emulator.calls).toHaveLength(1)
  })

  it("a disabled or missing secret is not transient", async () => {
    emulator.current = "one"
    emulator.enabled = false
    await expect(azureKeyVault(options(emulator)).get()).rejects.toThrow(/403: check .* enabled/)
    const other = azureKeyVault({ ...options(emulator), secret: "other" })
    await expect(other.get()).rejects.toMatchObject({ status: 404, transient: false })
  })

  it.each([
    ["no authority", 'Bearer resource="https://vault.azure.net"'],
    ["Basic", 'Basic realm="x"'],
    [
      "an authority elsewhere",
      'Bearer authorization="https://evil.example/t", resource="https://vault.azure.net"',
    ],
  ])("shows no secret to %s", async (_name, challenge) => {
    emulator.challenge = challenge
    await expect(azureKeyVault(options(emulator)).get()).rejects.toThrow(/isn't Azure's|401/)
    expect(emulator.calls).toHaveLength(1)
  })

  it.each([
    [
      "https://my.vault.azure.net",
      "https://login.microsoftonline.com/t",
      "https://vault.azure.net",
      true,
    ],
    [
      "https://my.vault.usgovcloudapi.net",
      "https://login.microsoftonline.us/t",
      "https://vault.usgovcloudapi.net",
      true,
    ],
    [
      "https://evil.example",
      "https://login.microsoftonline.com/t",
      "https://vault.azure.net",
      false,
    ],
    [
      "https://my.vault.azure.net",
      "https://login.microsoftonline.com.evil.example/t",
      "https://vault.azure.net",
      false,
    ],
    [
      "https://my.vault.azure.net",
      "http://login.microsoftonline.com/t",
      "https://vault.azure.net",
      false,
    ],
    ["https://my.vault.azure.net", "https://127.0.0.1/t", "https://vault.azure.net", false],
    [
      "https://myvault.azure.net.evil.example",
      "https://login.microsoftonline.com/t",
      "https://vault.azure.net",
      false,
    ],
  ])("%s may send us to %s for %s: %s", async (vaultUrl, authority, resource, allowed) => {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input))
      const headers = {
        "www-authenticate": `Bearer authorization="${authority}", resource="${resource}"`,
      }
      return new Response("{}", { status: 401, headers })
    }
    await expect(azureKeyVault({ ...options(emulator), vaultUrl, fetch }).get()).rejects.toThrow(
      SourceError,
    )
    expect(asked.slice(1, 2)).toEqual(allowed ? [`${authority}/oauth2/v2.0/token`] : [])
  })
})
