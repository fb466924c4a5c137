import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { AwsEmulator } from "../../../test/emulators/aws.ts"
import { faultMatrix } from "../../../test/support/source-faults.ts"
import { signedHeaders } from "../access/sigv4.ts"
import { awsKms } from "./aws-kms.ts"
import { awsParameterStore } from "./aws-parameter-store.ts"
import { awsSecretsManager } from "./aws-secrets-manager.ts"

const canaries = ["canary-aws", "canary-session", "canary-message", "canary-imds"]
const access = ({ region, url, credentials }: AwsEmulator) => ({
  region,
  endpoint: url,
  credentials,
})
const setCurrent = (emulator: AwsEmulator, value: string): void => {
  emulator.current = value
}

faultMatrix("AWS Secrets Manager meets", {
  emulator: new AwsEmulator(),
  make: (emulator, timeout) =>
    awsSecretsManager({ ...access(emulator), secretId: "prod/auth", timeout }),
  set: setCurrent,
  canaries,
})
faultMatrix("AWS Parameter Store meets", {
  emulator: new AwsEmulator(),
  make: (emulator, timeout) =>
    awsParameterStore({ ...access(emulator), parameter: "/prod/auth", timeout }),
  set: setCurrent,
  canaries,
})
let ciphertext = ""
faultMatrix("AWS KMS meets", {
  emulator: new AwsEmulator(),
  make: (emulator, timeout) => awsKms({ ...access(emulator), ciphertext, timeout }),
  set: (emulator, value) => {
    ciphertext = emulator.encrypt(value)
  },
  canaries,
})

describe("AWS", () => {
  const emulator = new AwsEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  beforeEach(() => {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("AWS_")) vi.stubEnv(name, undefined)
    }
  })
  afterEach(() => {
    emulator.reset()
    emulator.sessions.clear()
    emulator.previous = undefined
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })
  const secretId = "prod/auth"
  /** Without credentials: where does it find them? */
  const found = () =>
    awsSecretsManager({ region: emulator.region, endpoint: emulator.url, secretId })

  it("signs as the AWS documentation's example does", async () => {
    const headers = await signedHeaders({
      url: new URL("https://example.amazonaws.com/"),
      headers: {},
      body: "",
      service: "service",
      region: "us-east-1",
      credentials: {
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      },
      now: Date.UTC(2015, 7, 30, 12, 36, 0),
    })
    // The vector `post-vanilla` of AWS's Signature Version 4 test suite.
    expect(headers["authorization"]).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    )
  })

  it("reads a member of a JSON secret, and the previous version where it is told to", async () => {
    const options = { ...access(emulator), secretId, field: "AUTH_SECRET", previous: true }
    emulator.current = JSON.stringify({ AUTH_SECRET: "two" })
    expect(await awsSecretsManager(options).get()).toEqual(["two"])
    emulator.previous = JSON.stringify({ AUTH_SECRET: "one" })
    expect(await awsSecretsManager(options).get()).toEqual(["two", "one"])
    emulator.current = "canary: no json"
    const failed = awsSecretsManager(options).get()
    await expect(failed).rejects.toThrow("not a JSON object, so it has no fields")
    await expect(failed).rejects.not.toThrow("canary")
  })

  it("names the service's error; throttling is transient, a missing secret is not", async () => {
    const missing = awsSecretsManager({ ...access(emulator), secretId: "other" }).get()
    await expect(missing).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      status: 400,
      transient: false,
      message: expect.stringContaining("of this region and account"),
    })
    emulator.fault = { status: 400, body: { __type: "com.amazonaws#ThrottlingException" } }
    const throttled = awsSecretsManager({ ...access(emulator), secretId }).get()
    await expect(throttled).rejects.toMatchObject({ code: "ThrottlingException", transient: true })
  })

  it("KMS refuses another context, and another key id is passed on", async () => {
    const encryptionContext = { app: "web" }
    const sealed = emulator.encrypt("one", encryptionContext)
    const options = { ...access(emulator), ciphertext: () => sealed, keyId: "alias/auth" }
    expect(await awsKms({ ...options, encryptionContext }).get()).toBe("one")
    expect(emulator.calls.at(-1)!.body).toContain('"KeyId":"alias/auth"')
    await expect(awsKms(options).get()).rejects.toThrow("InvalidCiphertextException")
  })

  it("finds credentials in the environment, with endpoint and region", async () => {
    emulator.current = "one"
    vi.stubEnv("AWS_ACCESS_KEY_ID", emulator.accessKeyId)
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", emulator.secretAccessKey)
    vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", emulator.url)
    await expect(awsSecretsManager({ secretId }).get()).rejects.toThrow("set AWS_REGION")
    vi.stubEnv("AWS_REGION", emulator.region)
    expect(await awsSecretsManager({ secretId }).get()).toBe("one")
  })

  it("finds those of the container, once, and again when they were taken back", async () => {
    emulator.current = "one"
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${emulator.url}/container`)
    vi.stubEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary-container")
    const source = found()
    expect([await source.get(), await source.get()]).toEqual(["one", "one"])
    emulator.sessions.clear()
    expect(await source.get()).toBe("one")
    const asked = emulator.calls.filter((call) => call.url.pathname === "/container")
    expect(asked).toHaveLength(2)
  })

  it("never sends the container's token over plain HTTP to another machine", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://192.0.2.1/container")
    vi.stubEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary-container")
    const source = awsSecretsManager({ region: "eu-west-1", secretId, fetch })
    await expect(source.get()).rejects.toThrow("must be an https URL")
    expect(fetch).not.toHaveBeenCalled()
  })

  it("finds those of a web identity and of the machine", async () => {
    emulator.current = "one"
    const token = join(mkdtempSync(join(tmpdir(), "latchkey-aws-")), "token")
    writeFileSync(token, "canary-web-identity\n")
    vi.stubEnv("AWS_ENDPOINT_URL_STS", emulator.url)
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", token)
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::1:role/app")
    expect(await found().get()).toBe("one")
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::1:role/other")
    const refused = found().get()
    await expect(refused).rejects.toThrow(/400 InvalidIdentityToken: check that the role/)
    vi.stubEnv("AWS_ROLE_ARN", undefined)
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", emulator.url)
    expect(await found().get()).toBe("one")
  })

  it("says that there are none", async () => {
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
    await expect(found().get()).rejects.toThrow("there are no AWS credentials")
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", undefined)
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
    await expect(found().get()).rejects.toThrow("there are no AWS credentials: check")
  })

  it("a wrong key is refused by the signature", async () => {
    const credentials = { accessKeyId: emulator.accessKeyId, secretAccessKey: "canary-other" }
    const failed = awsSecretsManager({ ...access(emulator), credentials, secretId }).get()
    await expect(failed).rejects.toMatchObject({ code: "InvalidSignatureException" })
    await expect(failed).rejects.not.toThrow("canary")
  })
})
