/**
 * Each emulator is read by the service's own client and by our source. If both see the same value, what the emulator
 * says is what the service says, as far as its client knows.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { OnePasswordConnect } from "@1password/connect"
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms"
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager"
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm"
import { SecretClient } from "@azure/keyvault-secrets"
import { BitwardenClient, DeviceType } from "@bitwarden/sdk-napi"
import dopplerModule from "@dopplerhq/node-sdk"
import { KeyManagementServiceClient } from "@google-cloud/kms"
import { SecretManagerServiceClient } from "@google-cloud/secret-manager"
import { InfisicalSDK } from "@infisical/sdk"
import { OAuth2Client } from "google-auth-library"
import nodeVault from "node-vault"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { AwsEmulator } from "../packages/latchkey/test/emulators/aws.ts"
import { AzureEmulator } from "../packages/latchkey/test/emulators/azure.ts"
import { BitwardenEmulator } from "../packages/latchkey/test/emulators/bitwarden.ts"
import { DopplerEmulator } from "../packages/latchkey/test/emulators/doppler.ts"
import type { Emulator } from "../packages/latchkey/test/emulators/emulator.ts"
import { GcpEmulator } from "../packages/latchkey/test/emulators/gcp.ts"
import { InfisicalEmulator } from "../packages/latchkey/test/emulators/infisical.ts"
import { OnePasswordEmulator } from "../packages/latchkey/test/emulators/one-password.ts"
import { VaultEmulator } from "../packages/latchkey/test/emulators/vault.ts"
import { awsKmsRoot, gcpKmsRoot, transitRoot } from "../packages/latchkey/src/keys/managed/index.ts"
import {
  awsKms,
  awsParameterStore,
  awsSecretsManager,
  azureKeyVault,
  bitwarden,
  doppler,
  dotenvx,
  fromClient,
  gcpSecretManager,
  infisical,
  onePasswordConnect,
  vault,
  vaultTransit,
} from "../packages/latchkey/src/keys/sources/index.ts"

const values = ["Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk", ` "a'\\n$b% ü☃𝄞\n`]

/** Starts the emulator around a group of tests. */
function judge<E extends Emulator>(
  title: string,
  make: () => E,
  tests: (emulator: () => E) => void,
): void {
  describe(title, () => {
    let emulator: E
    beforeEach(async () => {
      emulator = await make().start()
    })
    afterEach(() => emulator.stop())
    tests(() => emulator)
  })
}

judge(
  "AWS",
  () => new AwsEmulator(),
  (at) => {
    const sdk = () => ({
      region: at().region,
      endpoint: at().url,
      credentials: at().credentials,
      maxAttempts: 1,
    })
    const ours = () => ({ region: at().region, endpoint: at().url, credentials: at().credentials })

    it.each(values)("Secrets Manager: %j", async (value) => {
      at().current = value
      at().previous = "former"
      const client = new SecretsManagerClient(sdk())
      const command = new GetSecretValueCommand({ SecretId: "prod/auth" })
      expect((await client.send(command)).SecretString).toBe(value)
      const secretId = "prod/auth"
      expect(await awsSecretsManager({ ...ours(), secretId }).get()).toBe(value)
      expect(await awsSecretsManager({ ...ours(), secretId, previous: true }).get()).toEqual([
        value,
        "former",
      ])
      const source = fromClient(client, { command })
      expect([await source.get(), await source.get()]).toEqual([value, value])
    })

    it("the SDK takes our errors and session tokens for AWS's", async () => {
      const client = new SecretsManagerClient(sdk())
      const missing = client.send(new GetSecretValueCommand({ SecretId: "other" }))
      await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" })
      const bad = { ...at().credentials, secretAccessKey: "other" }
      const command = new GetSecretValueCommand({ SecretId: "prod/auth" })
      const refused = new SecretsManagerClient({ ...sdk(), credentials: bad }).send(command)
      await expect(refused).rejects.toMatchObject({ name: "InvalidSignatureException" })
      at().current = "one"
      at().sessions.set("ASIAX", { secret: "s", token: "t" })
      const temporary = { accessKeyId: "ASIAX", secretAccessKey: "s", sessionToken: "t" }
      const found = await new SecretsManagerClient({ ...sdk(), credentials: temporary }).send(
        command,
      )
      expect(found.SecretString).toBe("one")
    })

    it.each(values)("Parameter Store: %j", async (value) => {
      at().current = value
      const command = new GetParameterCommand({ Name: "/prod/auth", WithDecryption: true })
      const client = new SSMClient(sdk())
      expect((await client.send(command)).Parameter?.Value).toBe(value)
      expect(await awsParameterStore({ ...ours(), parameter: "/prod/auth" }).get()).toBe(value)
      expect(await fromClient(client, { command }).get()).toBe(value)
    })

    it.each(values)("KMS: %j", async (value) => {
      const encryptionContext = { app: "web" }
      const ciphertext = at().encrypt(value, encryptionContext)
      const CiphertextBlob = Buffer.from(ciphertext, "base64")
      const command = new DecryptCommand({ CiphertextBlob, EncryptionContext: encryptionContext })
      const client = new KMSClient(sdk())
      const { Plaintext } = await client.send(command)
      expect(Buffer.from(Plaintext!).toString()).toBe(value)
      expect(await awsKms({ ...ours(), ciphertext, encryptionContext }).get()).toBe(value)
      expect(await fromClient(client, { command }).get()).toBe(value)
    })

    it("KMS as a root: the SDK opens what the root wraps, and the other way round", async () => {
      const client = new KMSClient(sdk())
      const KeyId = at().kmsKey
      const EncryptionContext = { ring: "ring/a" }
      const root = awsKmsRoot({ ...ours(), keyId: KeyId })
      const CiphertextBlob = Buffer.from(await root.wrap("data key", "ring/a"), "base64")
      const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext })
      expect(Buffer.from((await client.send(command)).Plaintext!).toString()).toBe("data key")
      const Plaintext = Buffer.from("theirs")
      const sealed = await client.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }))
      const wrapped = Buffer.from(sealed.CiphertextBlob!).toString("base64")
      expect(await root.unwrap!(wrapped, "ring/a")).toBe("theirs")
      const other = new DecryptCommand({ KeyId, CiphertextBlob })
      await expect(client.send(other)).rejects.toMatchObject({ name: "InvalidCiphertextException" })
    })
  },
)

judge(
  "Infisical",
  () => new InfisicalEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      const { url: siteUrl, clientId, clientSecret, projectId, environment } = at()
      at().set("AUTH_SECRET", value)
      const sdk = new InfisicalSDK({ siteUrl })
      await sdk.auth().universalAuth.login({ clientId, clientSecret })
      const secret = { environment, projectId, secretName: "AUTH_SECRET" }
      expect((await sdk.secrets().getSecret(secret)).secretValue).toBe(value)
      expect(await fromClient(sdk, { secret }).get()).toBe(value)
      await sdk.auth().universalAuth.renew?.()
      const auth = { universal: { clientId, clientSecret } }
      expect(await infisical({ projectId, environment, siteUrl, auth }).get()).toBe(value)
    })
  },
)

judge(
  "Vault",
  () => new VaultEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      at().versions = [{ AUTH_SECRET: value }]
      const { url: address, roleId, secretId, path } = at()
      const client = nodeVault({ endpoint: address })
      const login = await client.approleLogin({ role_id: roleId, secret_id: secretId })
      client.token = login.auth.client_token
      const found = await client.read(`secret/data/${path}`)
      expect(found.data.data.AUTH_SECRET).toBe(value)
      expect(await fromClient(client, { path: `secret/data/${path}` }).get()).toBe(value)
      const auth = { approle: { roleId, secretId } }
      expect(await vault({ address, auth, path }).get()).toBe(value)
      const ciphertext = at().encrypt(value)
      const decrypted = await client.decryptData({ name: "auth", ciphertext })
      expect(Buffer.from(decrypted.data.plaintext, "base64").toString()).toBe(value)
      expect(await vaultTransit({ address, auth, key: "auth", ciphertext }).get()).toBe(value)
    })

    it("transit as a root: the client opens what the root wraps, and the other way round", async () => {
      const { url: address, rootToken } = at()
      const client = nodeVault({ endpoint: address, token: rootToken })
      const root = transitRoot({ address, key: "auth", auth: { token: rootToken } })
      const b64 = (text: string): string => Buffer.from(text).toString("base64")
      const bound = { name: "auth", associated_data: b64("ring/a") }
      const ciphertext = await root.wrap("data key", "ring/a")
      const opened = await client.decryptData({ ...bound, ciphertext })
      expect(opened.data.plaintext).toBe(b64("data key"))
      const sealed = await client.encryptData({ ...bound, plaintext: b64("theirs") })
      expect(await root.unwrap!(sealed.data.ciphertext, "ring/a")).toBe("theirs")
      await expect(client.decryptData({ name: "auth", ciphertext })).rejects.toThrow()
    })
  },
)

judge(
  "Doppler",
  () => new DopplerEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      const { project, config, token, url: apiHost } = at()
      at().secrets = { AUTH_SECRET: value, OTHER: "x" }
      const { DopplerSDK } = dopplerModule as unknown as typeof import("@dopplerhq/node-sdk")
      const sdk = new (DopplerSDK ?? dopplerModule)({ accessToken: token })
      sdk.setBaseUrl(apiHost)
      const all = (await sdk.secrets.download(project, config, { format: "json" })) as Record<
        string,
        unknown
      >
      expect(all["AUTH_SECRET"]).toBe(value)
      const one = await sdk.secrets.get(project, config, "AUTH_SECRET")
      expect(one.value?.computed).toBe(value)
      expect(await doppler({ project, config, token, apiHost }).get()).toBe(value)
    })
  },
)

judge(
  "1Password Connect",
  () => new OnePasswordEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      at().fields = [{ id: "f1", label: "AUTH_SECRET", value }]
      const { url: host, token } = at()
      const client = OnePasswordConnect({ serverURL: host, token, keepAlive: false })
      const vaults = await client.listVaults()
      const item = await client.getItemByTitle(vaults[0]!.id!, "auth")
      expect(item.fields?.find((one) => one.label === "AUTH_SECRET")?.value).toBe(value)
      const options = { host, token, vault: "Production", item: "auth", field: "AUTH_SECRET" }
      expect(await onePasswordConnect(options).get()).toBe(value)
    })
  },
)

judge(
  "Azure Key Vault",
  () => new AzureEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      at().current = value
      const { url: vaultUrl, secret, clientId, clientSecret } = at()
      const asked: unknown[] = []
      const credential = {
        getToken: async (scopes: string | string[], options?: { tenantId?: string }) => {
          asked.push(scopes, options?.tenantId)
          return { token: at().issue(), expiresOnTimestamp: Date.now() + 3_600_000 }
        },
      }
      const client = new SecretClient(vaultUrl, credential, {
        disableChallengeResourceVerification: true,
        allowInsecureConnection: true,
        retryOptions: { maxRetries: 0 },
      })
      expect((await client.getSecret(secret)).value).toBe(value)
      // What the official client read out of the challenge is what ours signs in to.
      expect(asked.flat()).toEqual(["https://vault.azure.net/.default", at().tenant])
      expect(
        await azureKeyVault({ vaultUrl, secret, auth: { clientId, clientSecret } }).get(),
      ).toBe(value)
    })
  },
)

judge(
  "Google Cloud Secret Manager",
  () => new GcpEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      at().versions = ["former", value]
      const { url, project, secret, keyFile } = at()
      at().tokens.set("canary-own", 9)
      const authClient = new OAuth2Client()
      authClient.setCredentials({ access_token: "canary-own", expiry_date: Date.now() + 3_600_000 })
      const client = new SecretManagerServiceClient({
        fallback: true,
        protocol: "http",
        apiEndpoint: "127.0.0.1",
        port: Number(new URL(url).port),
        authClient: authClient as never,
        projectId: project,
      })
      const name = `projects/${project}/secrets/${secret}/versions/latest`
      const [found] = await client.accessSecretVersion({ name })
      expect(Buffer.from(found.payload!.data as Uint8Array).toString()).toBe(value)
      expect(String(found.payload!.dataCrc32c)).toMatch(/^\d+$/)
      await client.close()
      const options = { project, secret, endpoint: url, auth: { serviceAccount: keyFile } }
      expect(await gcpSecretManager(options).get()).toBe(value)
      expect(await gcpSecretManager({ ...options, previous: 1 }).get()).toEqual([value, "former"])
    })

    it("KMS as a root: the client opens what the root wraps, and the other way round", async () => {
      const { url, kmsKey: name, keyFile, project } = at()
      at().tokens.set("canary-own", 9)
      const authClient = new OAuth2Client()
      authClient.setCredentials({ access_token: "canary-own", expiry_date: Date.now() + 3_600_000 })
      const client = new KeyManagementServiceClient({
        fallback: true,
        protocol: "http",
        apiEndpoint: "127.0.0.1",
        port: Number(new URL(url).port),
        authClient: authClient as never,
        projectId: project,
      })
      const root = gcpKmsRoot({ key: name, endpoint: url, auth: { serviceAccount: keyFile } })
      const additionalAuthenticatedData = Buffer.from("ring/a")
      const ciphertext = Buffer.from(await root.wrap("data key", "ring/a"), "base64")
      const [opened] = await client.decrypt({ name, ciphertext, additionalAuthenticatedData })
      expect(Buffer.from(opened.plaintext as Uint8Array).toString()).toBe("data key")
      const plaintext = Buffer.from("theirs")
      const [sealed] = await client.encrypt({ name, plaintext, additionalAuthenticatedData })
      const wrapped = Buffer.from(sealed.ciphertext as Uint8Array).toString("base64")
      expect(await root.unwrap!(wrapped, "ring/a")).toBe("theirs")
      await expect(client.decrypt({ name, ciphertext })).rejects.toThrow("canary-message")
      await client.close()
    })
  },
)

judge(
  "Bitwarden",
  () => new BitwardenEmulator(),
  (at) => {
    it.each(values)("%j", async (value) => {
      at().current = value
      const { url, accessToken, secretId } = at()
      const settings = {
        apiUrl: url,
        identityUrl: url,
        userAgent: "test",
        deviceType: DeviceType.SDK,
      }
      const client = new BitwardenClient(settings)
      await client.auth().loginAccessToken(accessToken)
      const found = await client.secrets().get(secretId)
      expect(found).toMatchObject({ key: "AUTH_SECRET", value })
      expect(await bitwarden({ secretId, accessToken, apiUrl: url, identityUrl: url }).get()).toBe(
        value,
      )
    })
  },
)

describe("dotenvx", () => {
  it.each([values[0]!, `a'\\n$b% ü☃𝄞 "q"`])("%j", async (value) => {
    const cwd = mkdtempSync(join(tmpdir(), "latchkey-dotenvx-"))
    const require = createRequire(import.meta.url)
    const cli = join(
      require.resolve("@dotenvx/dotenvx/package.json"),
      "..",
      "src",
      "cli",
      "dotenvx.js",
    )
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [cli, ...args], { cwd, encoding: "utf8" })
    const path = join(cwd, ".env.production")
    execFileSync("touch", [path])
    run("set", "AUTH_SECRET", value, "-f", ".env.production")
    const privateKey = run(
      "keypair",
      "DOTENV_PRIVATE_KEY_PRODUCTION",
      "-f",
      ".env.production",
    ).trim()
    expect(await dotenvx({ path, privateKey }).get()).toBe(value)
  })
})
