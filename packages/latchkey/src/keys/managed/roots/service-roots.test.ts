import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { RootKey } from "../../../contracts/keys.ts"
import { AwsEmulator } from "../../../../test/emulators/aws.ts"
import type { Emulator } from "../../../../test/emulators/emulator.ts"
import { GcpEmulator } from "../../../../test/emulators/gcp.ts"
import { VaultEmulator } from "../../../../test/emulators/vault.ts"
import { memoryStore } from "../../stores/memory.ts"
import { keyring, type Keyring } from "../keyring.ts"
import { awsKmsRoot } from "./aws-kms-root.ts"
import { gcpKmsRoot } from "./gcp-kms-root.ts"
import { transitRoot } from "./transit-root.ts"

interface Service {
  readonly emulator: Emulator
  root(): RootKey
  /** Calls that used the key. */
  readonly operation: { readonly encrypt: string; readonly decrypt: string }
}

const services: Record<string, () => Service> = {
  "AWS KMS"() {
    const emulator = new AwsEmulator()
    const root = (): RootKey => {
      const { region, credentials, url: endpoint, kmsKey: keyId } = emulator
      return awsKmsRoot({ keyId, region, credentials, endpoint, timeout: 1 })
    }
    const operation = { encrypt: "TrentService.Encrypt", decrypt: "TrentService.Decrypt" }
    return { emulator, root, operation }
  },
  "Google Cloud KMS"() {
    const emulator = new GcpEmulator()
    emulator.tokens.set("t", Number.POSITIVE_INFINITY)
    const root = (): RootKey =>
      gcpKmsRoot({
        key: emulator.kmsKey,
        auth: { token: "t" },
        endpoint: emulator.url,
        timeout: 1,
      })
    return { emulator, root, operation: { encrypt: ":encrypt", decrypt: ":decrypt" } }
  },
  "Vault transit"() {
    const emulator = new VaultEmulator()
    const root = (): RootKey =>
      transitRoot({
        address: emulator.url,
        key: "auth",
        auth: { token: emulator.rootToken },
        timeout: 1,
      })
    return { emulator, root, operation: { encrypt: "/encrypt/", decrypt: "/decrypt/" } }
  },
}

describe.each(Object.entries(services))("a root in %s", (_, make) => {
  let service: Service
  beforeEach(async () => {
    service = make()
    await service.emulator.start()
  })
  afterEach(() => service.emulator.stop())

  const asked = (operation: string): number =>
    service.emulator.calls.filter(({ url, headers }) =>
      `${url.pathname} ${headers["x-amz-target"]}`.includes(operation),
    ).length
  const ringOn = (store: ReturnType<typeof memoryStore>): Keyring =>
    keyring({ store: { ...store }, root: service.root(), onEvent: () => {} })
  const context = { read: () => undefined, now: Date.now() }

  it("opens what it wrapped, in the same context only", async () => {
    const root = service.root()
    const wrapped = await root.wrap("the data key ü", "ring/a")
    expect(wrapped).not.toContain("data key")
    expect(await service.root().unwrap!(wrapped, "ring/a")).toBe("the data key ü")
    expect(await root.unwrap!(wrapped, "ring/b")).toBeNull()
  })

  it("answers null for what was changed, or is another's", async () => {
    const root = service.root()
    const wrapped = await root.wrap("data key", "ring/a")
    const at = wrapped.length - 8
    const other = wrapped[at] === "A" ? "B" : "A"
    expect(
      await root.unwrap!(wrapped.slice(0, at) + other + wrapped.slice(at + 1), "ring/a"),
    ).toBeNull()
  })

  it("is asked once for many revisions of a ring", async () => {
    const store = memoryStore()
    const one = ringOn(store)
    const before = await one.view(context)
    for (let n = 0; n < 3; n++) await one.revoke((await one.status()).active, { reason: "again" })
    const other = ringOn(store)
    expect((await other.view(context)).secrets).not.toContain(before.secrets[0])
    expect(asked(service.operation.encrypt)).toBe(1)
    // One for each process.
    expect(asked(service.operation.decrypt)).toBe(2)
  })

  it.each([403, 429, 500, 503])("answered %i: rejects, and makes no other ring", async (status) => {
    const store = memoryStore()
    await ringOn(store).view(context)
    const before = await store.read()
    service.emulator.fault = { status, body: { error: "canary-message" } }
    service.emulator.loginFault = service.emulator.fault
    const failed = await Promise.resolve(ringOn(store).view(context)).catch((e: Error) => e)
    expect((failed as Error).message).toContain(`answered ${status}`)
    expect(String(failed)).not.toContain("canary")
    expect(await store.read()).toEqual(before)
  })

  it.each(["hang", "truncated", "reset", "endless"] as const)("%s: rejects", async (fault) => {
    const wrapped = await service.root().wrap("data key", "ring/a")
    service.emulator.fault = fault
    await expect(Promise.resolve(service.root().unwrap!(wrapped, "ring/a"))).rejects.toThrow()
  })
})

it("Google's checksums are checked in both directions", async () => {
  const emulator = await new GcpEmulator().start()
  emulator.tokens.set("t", 9)
  const root = gcpKmsRoot({ key: emulator.kmsKey, auth: { token: "t" }, endpoint: emulator.url })
  const wrapped = await root.wrap("data key", "ring/a")
  emulator.wrongChecksum = true
  await expect(Promise.resolve(root.unwrap!(wrapped, "ring/a"))).rejects.toThrow("checksum")
  await expect(Promise.resolve(root.wrap("data key", "ring/a"))).rejects.toThrow("checksum")
  await emulator.stop()
})

it("Google's key is named in full", () => {
  expect(() => gcpKmsRoot({ key: "ring" })).toThrow(TypeError)
})
