import { Redis } from "ioredis"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import mysql from "mysql2/promise"
import pg from "pg"
import postgres from "postgres"
import { createClient } from "redis"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import type { KeySource, KeyStore, SecretOption } from "../../src/contracts/keys.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { decode, encode } from "../../src/jwt/index.ts"
import { developmentSecret } from "../../src/keys/development.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { resolveKeys } from "../../src/keys/resolve.ts"
import { SecretText } from "../../src/keys/secret-text.ts"
import { infisical } from "../../src/keys/sources/infisical.ts"
import { vault } from "../../src/keys/sources/vault.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { vaultStore } from "../../src/keys/stores/vault.ts"
import type { Fault } from "../emulators/emulator.ts"
import { InfisicalEmulator } from "../emulators/infisical.ts"
import { VaultEmulator } from "../emulators/vault.ts"
import { placeIn } from "../processes/databases.ts"
import { mysqlServer, postgresServer, redisServer } from "../stores/servers.ts"
import type { Allowed } from "./detector.ts"
import { canary, plainCanary, type RecordedBrowser, Recorder } from "./recorder.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const folder = mkdtempSync(join(tmpdir(), "latchkey-leaks-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

interface Scene {
  readonly recorder: Recorder
  readonly root: string
  browser(secret: SecretOption | undefined, env?: Record<string, string>): RecordedBrowser
}

/** Everything printed and logged is captured while `work` runs; then nothing may have been found. */
async function shows(
  work: (scene: Scene) => Promise<void>,
  allowed: readonly Allowed[] = [],
): Promise<void> {
  const recorder = new Recorder(allowed)
  const root = recorder.plant("root of the ring", canary())
  const scene: Scene = {
    recorder,
    root,
    browser(secret, env = {}) {
      const browser = recorder.browser({
        providers: [credentials],
        debug: true,
        logger: recorder.logger(),
        env: { NODE_ENV: "production", AUTH_SECRET: root, ...env },
      })
      if (secret === undefined) delete browser.config.secret
      else browser.config = { ...browser.config, secret }
      return browser
    },
  }
  recorder.captureConsole()
  try {
    await work(scene)
  } finally {
    recorder.release()
  }
  expect(recorder.leaks()).toEqual([])
  expect(allowed.filter((one) => !recorder.used.has(one))).toEqual([])
}

/** What a ring does in its life, and every key that it has had. */
async function live(scene: Scene, ring: Keyring): Promise<void> {
  const { recorder } = scene
  const plantAll = async (): Promise<void> => {
    for (const key of await ring.export()) {
      if (key !== scene.root) recorder.plant("key of the ring", key)
    }
  }
  const browser = scene.browser(ring)
  await browser.post("/callback/credentials")
  expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  await plantAll()
  recorder.note("status", await ring.rotate())
  await plantAll()
  await ring.promote().catch((error: unknown) => recorder.note("thrown:promote", error))
  const { active, keys } = await ring.status()
  await recorder.thrown("revoke", () => ring.revoke("AAAAAAAA", { reason: "no such key" }))
  recorder.note("status", await ring.revoke(active, { reason: "leaked" }))
  await plantAll()
  expect(keys.length).toBeGreaterThan(1)
  recorder.note("status", await ring.rewrap())
  await browser.get("/session")
  const env = { AUTH_SECRET_1: recorder.plant("the next root", canary()) }
  await scene.browser(ring, env).get("/session")
  await ring.status()
  recorder.note("value:keyring", ring)
}

const policy = { refresh: "1s", skew: "1s", propagation: "3s", rotate: "10s" } as const

describe("a ring in a database", () => {
  it.each([
    ["postgres", postgresServer],
    ["mysql", mysqlServer],
    ["redis", redisServer],
  ] as const)("%s: neither the rows nor what is said holds a key", async (kind, server) => {
    if (!server.reachable) return
    const place = placeIn(kind, server.url, `lk_leaks_${kind}_${run}`)
    try {
      await shows(async (scene) => {
        await live(scene, keyring({ store: place.store, ...policy }))
        const rows = await place.dump()
        expect(rows).toHaveLength(1)
        scene.recorder.note("rows:ring", JSON.stringify(rows))
        scene.recorder.note("rows:instances", await place.store.instances!())
      })
    } finally {
      await place.remove()
      await place.close()
    }
  })

  it("SQLite: the bytes of the files", () =>
    shows(async (scene) => {
      const db = await openSqlite(join(folder, "ring.db"))
      await live(scene, keyring({ store: sqliteStore(db), ...policy }))
      noteFiles(scene.recorder, "ring.db")
      db.close()
    }))

  it("a ring that can't be opened is named, and its root is not", () =>
    shows(async (scene) => {
      const store = memoryStore()
      await live(scene, keyring({ store, ...policy }))
      const copy = (): KeyStore => ({ ...store })
      const other = scene.recorder.plant("another root", canary())
      await scene.browser(keyring({ store: copy() }), { AUTH_SECRET: other }).get("/session")
      const { bytes } = (await store.read())!
      const text = new TextDecoder().decode(bytes)
      for (const bad of [
        text.slice(0, -9),
        text.replace('"rev":', '"rev":9'),
        `${scene.root}\nx\n`,
      ]) {
        const read = async (): Promise<never> =>
          ({ bytes: new TextEncoder().encode(bad), version: "1" }) as never
        const ring = keyring({ store: { ...copy(), read } })
        await scene.browser(ring).get("/session")
        await scene.recorder.thrown("status", () => ring.status())
      }
      const none = keyring({ store: memoryStore() })
      await scene.browser(none, { AUTH_SECRET: "" }).get("/session")
      await scene.recorder.thrown("times", () => keyring({ store: copy(), rotate: "1s" }))
    }))
})

describe("a database that can't be reached says nothing of its password", () => {
  let refusing: { port: number; close: () => void }
  beforeAll(async () => {
    refusing = await startRefusing()
  })
  afterAll(() => refusing.close())

  const stores: Record<string, (password: string, port: number) => [KeyStore, () => unknown]> = {
    pg(password, port) {
      const connectionString = `postgres://us:${encodeURIComponent(password)}@127.0.0.1:${port}/db`
      const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 500 })
      return [postgresStore(pool), () => pool.end()]
    },
    postgres(password, port) {
      const sql = postgres({ host: "127.0.0.1", port, user: "us", password, connect_timeout: 1 })
      return [postgresStore(sql as never), () => sql.end({ timeout: 0 })]
    },
    mysql2(password, port) {
      const pool = mysql.createPool({
        host: "127.0.0.1",
        port,
        user: "us",
        password,
        connectTimeout: 500,
      })
      return [mysqlStore(pool), () => pool.end()]
    },
    ioredis(password, port) {
      const url = `redis://us:${encodeURIComponent(password)}@127.0.0.1:${port}`
      const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null })
      client.on("error", () => {})
      return [redisStore(client), () => client.disconnect()]
    },
    redis(password, port) {
      const client = createClient({
        username: "us",
        password,
        socket: { host: "127.0.0.1", port, reconnectStrategy: false },
      })
      client.on("error", () => {})
      client.connect().catch(() => {})
      return [redisStore(client as never), () => client.destroy()]
    },
    vault(token, port) {
      const address = `http://127.0.0.1:${port}`
      return [vaultStore({ address, token, path: "app/ring" }), () => {}]
    },
  }

  it.each(
    Object.keys(stores)
      .flatMap((name) => [[name, "absent"] as const, [name, "refusing"] as const])
      // postgres.js asks again and again until we give up: as where nobody is.
      .filter(([name, way]) => name !== "postgres" || way === "absent"),
  )("%s, %s", async (name, way) => {
    await shows(async (scene) => {
      const password = scene.recorder.plant("database password", plainCanary())
      const [store, close] = stores[name]!(password, way === "absent" ? 9 : refusing.port)
      const ring = keyring({ store, ...policy })
      const response = await scene.browser(ring).get("/session")
      expect(response.status).toBe(503)
      await scene.recorder.thrown("status", () => ring.status())
      scene.recorder.note("value:keyring", ring)
      await Promise.resolve(close()).catch(() => {})
    })
  })
})

describe("a source that fails, with what it was told in its answer", () => {
  const remote = { infisical: new InfisicalEmulator(), vault: new VaultEmulator() }
  beforeAll(async () => {
    await Promise.all([remote.infisical.start(), remote.vault.start()])
  })
  afterAll(() => Promise.all([remote.infisical.stop(), remote.vault.stop()]))

  it.each(["infisical", "vault"] as const)("%s", (which) =>
    shows(async (scene) => {
      const emulator = remote[which]
      const told = [
        scene.recorder.plant("value of the source", canary()),
        scene.recorder.plant("credential of the source", remote.infisical.clientSecret),
        scene.recorder.plant("credential of the source", remote.vault.secretId),
        scene.recorder.plant("access token of the source", "canary-access-token-1"),
      ]
      const body = { message: told.join(" "), errors: told, error: told.join() }
      const faults: Fault[] = [
        ...[400, 401, 403, 404, 429, 500, 503].map((status) => ({ status, body })),
        { body },
        { body: `{"secret": "${told.join()}` },
        { body: JSON.stringify(told) },
        "truncated",
        "reset",
      ]
      for (const [n, fault] of faults.entries()) {
        for (const where of ["fault", "loginFault"] as const) {
          emulator.reset()
          emulator[where] = fault
          const source = sourceOf(which, remote, `${n}${where}`)
          scene.recorder.note("value:source", source)
          const browser = scene.browser(source, { AUTH_SECRET: "" })
          expect((await browser.get("/session")).status).toBe(503)
          await browser.get("/signin")
        }
      }
      emulator.reset()
    }),
  )
})

describe("values", () => {
  it("rings, keys and secrets show nothing, however they are printed, copied or posted", () =>
    shows(async ({ recorder, root, browser }) => {
      const read = (name: string): string | undefined => (name === "AUTH_SECRET" ? root : undefined)
      const keys = await resolveKeys({ secret: undefined, passed: false, read, production: true })
      // Used, so that the derived keys are there.
      await browser(undefined).post("/callback/credentials")
      recorder.note("value:keys", keys)
      recorder.note("value:ring", keys.ring)
      recorder.note("value:key", keys.ring.keys[0])
      recorder.note("value:secret", new SecretText(root))
      recorder.note(
        "value:secret",
        `${String(new SecretText(root))}${JSON.stringify({ s: new SecretText(root) })}`,
      )
    }))

  it("what outlives a request hangs on globalThis, and shows nothing to whoever prints all of that", () =>
    shows(async ({ recorder, root, browser }) => {
      const env = { NODE_ENV: "production", AUTH_SECRET: root }
      const ring = keyring({ store: memoryStore(), onEvent: () => {} })
      // Each way in which keys come, all used.
      const source = recorder.plant("secret of a source", canary())
      const mounted = recorder.plant("secret in a file", canary())
      const path = join(folder, "mounted")
      writeFileSync(path, `${mounted}\n`)
      for (const [secret, from] of [
        [ring, env],
        [{ name: "vault:leaks", get: () => Promise.resolve(source) }, env],
        [undefined, env],
        [undefined, { NODE_ENV: "production", AUTH_SECRET_FILE: path }],
        [undefined, { NODE_ENV: "development", AUTH_DEV_SECRET: "ephemeral" }],
      ] as [SecretOption | undefined, Record<string, string>][]) {
        const used = browser(secret, from)
        await used.post("/callback/credentials")
        expect(await used.session()).toMatchObject({ user: { name: "Ada" } })
      }
      const { secret: made } = developmentSecret(() => "ephemeral")!
      recorder.plant("development secret", made)
      await ring.rotate()
      await ring.revoke((await ring.status()).active, { reason: "leaked", keepRegistered: true })
      await ring.view({ read: (name) => env[name as "AUTH_SECRET"], now: Date.now() })
      for (const key of await ring.export()) recorder.plant("key of the ring", key)
      const shared = (globalThis as never)[Symbol.for("latchkey/registry/1")] as Map<
        string,
        unknown
      >
      expect(shared).toBeInstanceOf(Map)
      const all = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity }
      for (const [name, memo] of shared) {
        recorder.note(`value:shared ${name}`, inspect(memo, { ...all, showHidden: true }))
        recorder.note(`value:shared ${name}`, JSON.stringify(memo) ?? "")
      }
      recorder.note("value:shared", inspect(shared, { ...all, showHidden: true }))
      recorder.note("value:ring", inspect(ring, { ...all, showHidden: true }))
    }))

  it("tokens by hand: errors name no secret and no token", () =>
    shows(async ({ recorder, root }) => {
      const salt = "__Host-latchkey.session-token"
      const token = await encode({ token: { sub: "1" }, secret: root, salt })
      const [, secretPart] = token.split("..") as [string, string]
      recorder.plant("session token", secretPart)
      const other = recorder.plant("another secret", canary())
      await recorder.thrown("decode", () => decode({ token, secret: other, salt }))
      await recorder.thrown("decode", () => decode({ token: `${token}x`, secret: root, salt }))
      await recorder.thrown("decode", () => decode({ token: secretPart, secret: root, salt }))
      await recorder.thrown("encode", () =>
        encode({ token: { n: 1n }, secret: root, salt } as never),
      )
      await recorder.thrown("encode", () => encode({ token: {}, secret: "", salt }))
    }))
})

describe("a database of users and sessions", () => {
  it("SQLite: the bytes of the files hold no token of a session or a link", () =>
    shows(
      async ({ recorder, root }) => {
        const db = await openSqlite(join(folder, "users.db"))
        const links: string[] = []
        const browser = recorder.browser({
          env: { NODE_ENV: "production", AUTH_SECRET: root },
          adapter: SqlAdapter(db),
          session: {
            strategy: "database",
            generateSessionToken: () => recorder.plant("session token", plainCanary()),
          },
          providers: [
            {
              id: "email",
              name: "E-mail",
              type: "email",
              generateVerificationToken: () => recorder.plant("magic-link token", plainCanary()),
              sendVerificationRequest: ({ url }) => void links.push(url),
            },
          ],
          logger: recorder.logger(),
          debug: true,
        })
        delete browser.config.secret
        await browser.post("/signin/email", { email: "eve@example.com" })
        await browser.post("/signin/email", { email: "ada@example.com" })
        noteFiles(recorder, "users.db")
        await browser.get(links.at(-1)!)
        expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
        noteFiles(recorder, "users.db")
        db.close()
        await browser.get("/session")
      },
      [
        {
          canary: "session token",
          channel: /^cookie:GET .*session-token/,
          why: "the owner's own cookie",
        },
      ],
    ))
})

function noteFiles(recorder: Recorder, name: string): void {
  const files = readdirSync(folder).filter((file) => file.startsWith(name))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) recorder.note(`rows:${file}`, readFileSync(join(folder, file)))
}

function sourceOf(
  which: "infisical" | "vault",
  remote: { infisical: InfisicalEmulator; vault: VaultEmulator },
  id: string,
): KeySource {
  if (which === "infisical") {
    const { url, clientId, clientSecret, projectId, environment } = remote.infisical
    const auth = { universal: { clientId, clientSecret } }
    const secretName = `AUTH_SECRET_${id}`
    return infisical({ siteUrl: url, projectId, environment, secretName, auth })
  }
  const { url, roleId, secretId } = remote.vault
  return vault({ address: url, path: `app/${id}`, auth: { approle: { roleId, secretId } } })
}

/** Takes connections, and answers whatever it is told with what it was told, as an error of no protocol. */
async function startRefusing(): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy())
    socket.on("data", (bytes: Buffer) => {
      socket.end(Buffer.concat([Buffer.from("-ERR WRONGPASS "), bytes, Buffer.from("\r\n")]))
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}
