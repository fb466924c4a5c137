/** The rooms around the flows: the calls of Next.js, lists of secrets, roots in key services, sealed rows. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import type { RootKey } from "../../src/contracts/keys.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { unsealAccount } from "../../src/index.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { awsKmsRoot } from "../../src/keys/managed/roots/aws-kms-root.ts"
import { gcpKmsRoot } from "../../src/keys/managed/roots/gcp-kms-root.ts"
import { transitRoot } from "../../src/keys/managed/roots/transit-root.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { createNextAuth } from "../../src/next/create.ts"
import { createGetServerSession } from "../../src/next/server-session.ts"
import OIDC from "../../src/providers/oidc.ts"
import { AwsEmulator } from "../emulators/aws.ts"
import type { Emulator, Fault } from "../emulators/emulator.ts"
import { GcpEmulator } from "../emulators/gcp.ts"
import { VaultEmulator } from "../emulators/vault.ts"
import { locationOf } from "../support/browser.ts"
import { startHostileIssuer } from "../support/hostile-issuer.ts"
import { configure, doors, requestTo, signedIn } from "../support/next-app.ts"
import type { Allowed } from "./detector.ts"
import { canary, plainCanary, Recorder } from "./recorder.ts"

const SLOW = { timeout: 120_000 }
const folder = mkdtempSync(join(tmpdir(), "latchkey-rooms-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What Next.js would know of the request. */
const scope = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }))
vi.mock("next/headers.js", () => ({
  headers: async () => scope.headers,
  cookies: async () => ({
    getAll: () => [...scope.cookies].map(([name, value]) => ({ name, value })),
    set: (name: string, value: string) => void scope.cookies.set(name, value),
  }),
}))

function arrive(cookie = ""): void {
  const base = { host: "app.example", "x-forwarded-proto": "https" }
  scope.headers = new Headers({ ...base, ...(cookie ? { cookie } : {}) })
  const pairs = cookie.split("; ").filter(Boolean)
  scope.cookies = new Map(pairs.map((pair) => pair.split(/=(.*)/s) as unknown as [string, string]))
}
beforeEach(() => arrive())

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

/** Everything printed and logged is captured while `work` runs; then nothing may have been found. */
async function shows(
  work: (recorder: Recorder) => Promise<void>,
  allowed: readonly Allowed[] = [],
): Promise<void> {
  const recorder = new Recorder(allowed)
  recorder.captureConsole()
  try {
    await work(recorder)
  } finally {
    recorder.release()
  }
  expect(recorder.leaks()).toEqual([])
  expect(allowed.filter((one) => !recorder.used.has(one))).toEqual([])
}

describe("the calls of Next.js", () => {
  it.each(doors)("auth() and getServerSession(), well and ill: %s", (_, door) =>
    shows(async (recorder) => {
      const secret = recorder.plant("AUTH_SECRET", canary())
      const config = configure({
        env: { NODE_ENV: "production", AUTH_SECRET: secret },
        debug: true,
        logger: recorder.logger(),
      })
      const { auth, handlers } = createNextAuth(door)(config)
      const getServerSession = createGetServerSession(door)
      const cookie = await signedIn(handlers)
      const token = /session-token=([^;]+)/.exec(cookie)![1]!
      recorder.plant("session token", decodeURIComponent(token).split("..").at(-1)!)
      const dead = { ...config, env: { NODE_ENV: "production" } }
      const other = recorder.plant("another secret", canary())
      const foreign = { ...config, env: { NODE_ENV: "production", AUTH_SECRET: other } }
      const weak = recorder.plant("a weak secret", "tulips-and-roses-grow-here")
      const refused = { ...config, env: { NODE_ENV: "production", AUTH_SECRET: weak } }
      for (const given of [cookie, cookie.replace(/.$/, "!"), cookie.slice(0, -20), ""]) {
        for (const each of [config, foreign, dead, refused]) {
          arrive(given)
          const read = createNextAuth(door)(each).auth
          const said = (error: unknown): unknown => error
          recorder.note("value:auth", await Promise.resolve(read()).catch(said))
          recorder.note("value:getServerSession", await getServerSession(each).catch(said))
          const guard = read((request) => Response.json({ user: request.auth?.user }))
          const answer = await Promise.resolve(
            guard(requestTo("/page", { cookie: given }), { params: Promise.resolve({}) } as never),
          ).catch(said)
          if (!(answer instanceof Response)) recorder.note("value:guard", answer)
          else recorder.note("body:guard", await answer.text())
        }
      }
      arrive(cookie)
      expect(await getServerSession(config)).toMatchObject({ user: { name: "Ada" } })
      recorder.note("value:config", { auth, handlers })
    }),
  )
})

describe("lists of secrets", () => {
  it("AUTH_SECRETS, from the environment, from a file and by a source", () =>
    shows(async (recorder) => {
      const [a, b, c] = ["the newest", "the one that seals", "a former one"].map((name) =>
        recorder.plant(name, plainCanary()),
      ) as [string, string, string]
      const list = `${a}@2999-01-01T00:00Z,${b}@2026-01-01T00:00Z,${c}`
      const file = join(folder, "secrets")
      writeFileSync(file, list)
      const broken = [`${a}@tomorrow,${b}`, `${a}@`, `,${a},,${b}@2999-01-01T00:00Z`, `${a} ${b}`]
      const environments: Record<string, string>[] = [
        { AUTH_SECRETS: list },
        { AUTH_SECRETS_FILE: file },
        ...broken.map((AUTH_SECRETS) => ({ AUTH_SECRETS })),
        { AUTH_SECRETS_FILE: `${file}-gone` },
      ]
      const env = (more: Record<string, string>): Record<string, string> => {
        return { NODE_ENV: "production", ...more }
      }
      const common = { providers: [credentials], debug: true, logger: recorder.logger() }
      const statuses: number[] = []
      for (const each of environments) {
        const browser = recorder.browser({ ...common, env: env(each) })
        delete browser.config.secret
        await browser.post("/callback/credentials")
        statuses.push((await browser.get("/session")).status)
        await browser.get("/health")
      }
      expect(statuses.slice(0, 2)).toEqual([200, 200])
      expect(statuses.at(-1)).toBeGreaterThanOrEqual(500)
      const sources = [
        { name: "lists", get: async () => [a, b, c] },
        { name: "text", get: async () => list },
        { name: "fails", get: () => Promise.reject(new Error("the service is down")) },
        { name: "numbers", get: async () => [a, 7] as never },
        async () => [b, c],
      ]
      for (const secret of sources) {
        const browser = recorder.browser({ ...common, secret, env: env({}) })
        await browser.post("/callback/credentials")
        await browser.get("/session")
        await browser.get("/health")
        recorder.note("value:secret", secret.name)
      }
    }))
})

interface Service {
  readonly emulator: Emulator
  /** What it was told that nobody else may hear. */
  readonly told: readonly string[]
  root(): RootKey
}

const services: Record<string, () => Service> = {
  "AWS KMS"() {
    const emulator = new AwsEmulator()
    const { region, credentials: keys, kmsKey: keyId } = emulator
    const root = (): RootKey =>
      awsKmsRoot({ keyId, region, credentials: keys, endpoint: emulator.url, timeout: 1 })
    return { emulator, root, told: [emulator.secretAccessKey] }
  },
  "Google Cloud KMS"() {
    const emulator = new GcpEmulator()
    const token = plainCanary()
    emulator.tokens.set(token, Number.POSITIVE_INFINITY)
    const root = (): RootKey =>
      gcpKmsRoot({ key: emulator.kmsKey, auth: { token }, endpoint: emulator.url, timeout: 1 })
    return { emulator, root, told: [token] }
  },
  "Vault transit"() {
    const emulator = new VaultEmulator()
    const auth = { token: emulator.rootToken }
    const root = (): RootKey =>
      transitRoot({ address: emulator.url, key: "auth", auth, timeout: 1 })
    return { emulator, root, told: [emulator.rootToken] }
  },
}

describe("a ring whose root is in a key service", () => {
  it.each(Object.entries(services))("%s: its life, and a service that repeats", SLOW, (_, make) =>
    shows(async (recorder) => {
      const { emulator, root, told } = make()
      await emulator.start()
      try {
        for (const value of told) recorder.plant("credential of the key service", value)
        const store = memoryStore()
        const ringOf = (): Keyring => keyring({ store: { ...store }, root: root() })
        const browserOf = (secret: Keyring) =>
          recorder.browser({
            secret,
            providers: [credentials],
            debug: true,
            logger: recorder.logger(),
            env: { NODE_ENV: "production" },
          })
        const ring = ringOf()
        const browser = browserOf(ring)
        await browser.post("/callback/credentials")
        expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
        recorder.note("status", await ring.rotate())
        const keys = await ring.export()
        for (const key of keys) recorder.plant("key of the ring", key)
        recorder.note("status", await ring.revoke((await ring.status()).active, { reason: "x" }))
        for (const key of await ring.export()) recorder.plant("key of the ring", key)
        recorder.note("value:keyring", ring)
        recorder.note("value:root", root())
        recorder.note("rows:ring", new TextDecoder().decode((await store.read())!.bytes))
        // What it was asked to wrap comes back in its errors, and what it was shown as credentials.
        const echo = [...told, ...keys]
        const faults: Fault[] = [
          ...[403, 500].map((status) => ({ status, body: { message: echo.join(" ") } })),
          { body: { Plaintext: echo.join(), plaintext: echo.join(), data: { plaintext: echo } } },
          { body: `{"error": "${echo.join()}` },
          "truncated",
        ]
        for (const fault of faults) {
          emulator.reset()
          emulator.fault = fault
          emulator.loginFault = fault
          const late = ringOf()
          expect((await browserOf(late).get("/session")).status).toBe(503)
          recorder.note("failed", await late.status().catch((error: unknown) => error))
        }
      } finally {
        await emulator.stop()
      }
    }),
  )
})

describe("a provider's tokens in a database", () => {
  it("SQLite: sealed, the bytes of the files hold none of them", () =>
    shows(async (recorder) => {
      const issuer = await startHostileIssuer("app")
      const db = await openSqlite(join(folder, "accounts.db"))
      try {
        const browser = recorder.browser({
          env: {
            NODE_ENV: "production",
            AUTH_SECRET: recorder.plant("AUTH_SECRET", canary()),
            AUTH_LOCAL_SECRET: recorder.plant("AUTH_LOCAL_SECRET", canary()),
          },
          providers: [
            OIDC({ id: "local", name: "Local", issuer: issuer.url, clientId: "app" } as never),
          ],
          adapter: SqlAdapter(db),
          account: { sealTokens: true },
          debug: true,
          logger: recorder.logger(),
        })
        delete browser.config.secret
        const asked = locationOf(await browser.post("/signin/local")).searchParams
        const nonce = asked.get("nonce")
        issuer.over.claims = { ...(nonce ? { nonce } : {}), email: "ada@example.com" }
        const tokens = {
          access_token: recorder.plant("provider's access token", plainCanary()),
          refresh_token: recorder.plant("provider's refresh token", plainCanary()),
        }
        issuer.over.token = tokens
        const query = new URLSearchParams({ code: plainCanary(), iss: issuer.url })
        const state = asked.get("state")
        if (state) query.set("state", state)
        await browser.get(`/callback/local?${query}`)
        expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
        const [row] = await db.prepare("SELECT * FROM accounts").all()
        expect(await unsealAccount(browser.config, row as never)).toMatchObject(tokens)
        const files = readdirSync(folder).filter((file) => file.startsWith("accounts.db"))
        expect(files.length).toBeGreaterThan(0)
        for (const file of files) recorder.note(`rows:${file}`, readFileSync(join(folder, file)))
      } finally {
        db.close()
        await issuer.close()
      }
    }))
})
