import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { GcpEmulator } from "../../../test/emulators/gcp.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { crc32c } from "../access/crc32c.ts"
import { gcpSecretManager } from "./gcp-secret-manager.ts"

const options = (emulator: GcpEmulator) => ({
  project: emulator.project,
  secret: emulator.secret,
  endpoint: emulator.url,
  auth: { serviceAccount: emulator.keyFile },
})

faultMatrix("Google Cloud Secret Manager meets", {
  emulator: new GcpEmulator(),
  make: (emulator, timeout) => gcpSecretManager({ ...options(emulator), timeout }),
  set: (emulator, value) => emulator.versions.push(value),
  canaries: ["canary-ya29", "canary-message", "PRIVATE KEY"],
})

describe("gcpSecretManager", () => {
  const emulator = new GcpEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    emulator.reset()
    emulator.versions = []
    emulator.wrongChecksum = false
    emulator.usesPerToken = Number.POSITIVE_INFINITY
    vi.unstubAllEnvs()
  })

  it("computes CRC-32C as RFC 3720 does", () => {
    // The test vectors of RFC 3720 B.4.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  })

  it("refuses a value whose checksum is wrong", async () => {
    emulator.versions = ["one"]
    emulator.wrongChecksum = true
    const failed = gcpSecretManager(options(emulator)).get()
    await expect(failed).rejects.toThrow("CRC32C")
    await expect(failed).rejects.toMatchObject({ transient: true })
  })

  it("signs in by key file, and by the machine's metadata", async () => {
    emulator.versions = ["one"]
    const { project, secret, endpoint } = options(emulator)
    const path = join(mkdtempSync(join(tmpdir(), "latchkey-gcp-")), "key.json")
    writeFileSync(path, emulator.keyFile)
    vi.stubEnv("GOOGLE_CLOUD_PROJECT", project)
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", path)
    expect(await gcpSecretManager({ secret, endpoint }).get()).toBe("one")
    expect(emulator.calls[0]!.url.pathname).toBe("/token")
    emulator.reset()
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", undefined)
    vi.stubEnv("GCE_METADATA_HOST", new URL(emulator.url).host)
    expect(await gcpSecretManager({ secret, endpoint }).get()).toBe("one")
    expect(emulator.calls[0]!.url.pathname).toContain("/computeMetadata/")
  })

  it("a token that ends on the way is replaced", async () => {
    emulator.versions = ["one"]
    emulator.usesPerToken = 1
    const source = gcpSecretManager(options(emulator))
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
  })

  it("a disabled version is refused; former ones are accepted where it is told to", async () => {
    emulator.versions = ["one", null, "three"]
    const source = gcpSecretManager({ ...options(emulator), previous: 9 })
    expect(await source.get()).toEqual(["three", "one"])
    const pinned = gcpSecretManager({ ...options(emulator), version: "2" })
    await expect(pinned.get()).rejects.toThrow(/400: check that .* the version is enabled/)
  })

  it("says what is wrong with a key file", async () => {
    const auth = (serviceAccount: string) =>
      gcpSecretManager({ ...options(emulator), auth: { serviceAccount } }).get()
    await expect(auth("{}")).rejects.toThrow("not one of a service account")
    await expect(auth("canary")).rejects.not.toThrow("canary")
    const broken = { ...JSON.parse(emulator.keyFile), private_key: "AAAA" } as object
    await expect(auth(JSON.stringify(broken))).rejects.toThrow("private key of the service account")
    const other = { ...JSON.parse(emulator.keyFile), client_email: "x@y" } as object
    await expect(auth(JSON.stringify(other))).rejects.toThrow(/400.*clock is right/)
    const none = gcpSecretManager({ ...options(emulator), project: "" })
    await expect(none.get()).rejects.toThrow("set GOOGLE_CLOUD_PROJECT")
  })
})
