/**
 * One instance of an application with a ring, which does what it is told by messages. Its clockwork is slow, so that a
 * test decides when it learns of a change.
 */
import { DatabaseSync } from "node:sqlite"
import { createPool } from "mysql2/promise"
import pg from "pg"
import { createClient } from "redis"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import { openRegistered } from "../../src/keys/open-registered.ts"
import { open } from "../../src/keys/open.ts"
import { resolveKeys, type ResolvedKeys } from "../../src/keys/resolve.ts"
import { seal } from "../../src/keys/seal.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"

export type Order =
  | { readonly do: "sync" }
  | { readonly do: "seal" }
  | { readonly do: "open"; readonly token: string }
  /** As for a session that a register knows. */
  | { readonly do: "open-registered"; readonly token: string }

const [address, name] = process.argv.slice(2) as [string, string]
const spec: SealSpec = { format: "v5", purpose: "session", salt: "authjs.session-token" }

async function storeAt(text: string): Promise<KeyStore> {
  const [url = "", fragment = ""] = text.split("#")
  const { ring, table } = Object.fromEntries(new URLSearchParams(fragment))
  const names = { ...(ring ? { ring } : {}), ...(table ? { table } : {}) }
  if (url.startsWith("file:")) return sqliteStore(new DatabaseSync(url.slice(5)), names)
  if (url.startsWith("postgres:")) {
    return postgresStore(new pg.Pool({ connectionString: url, max: 2 }), names)
  }
  if (url.startsWith("mysql:")) return mysqlStore(createPool({ uri: url }), names)
  const client = createClient({ url })
  await client.connect()
  return redisStore(client, { ...names, volatile: "accepted" })
}

const secret = keyring({
  store: await storeAt(address),
  instance: name,
  refresh: "60s",
  propagation: "10m",
  onEvent: () => {},
})

const keys = async (): Promise<ResolvedKeys> =>
  resolveKeys({
    secret,
    passed: true,
    read: (variable) => process.env[variable],
    production: true,
  })

async function obey(order: Order): Promise<string> {
  if (order.do === "sync") return `revision ${(await secret.status()).rev}`
  const { ring } = await keys()
  if (order.do === "seal") return seal(ring, spec, { sub: "7" }, { maxAge: 600 })
  if (order.do === "open-registered") {
    return (await openRegistered(ring, [spec], order.token))?.status ?? "none"
  }
  return (await open(ring, [spec], order.token)).status
}

process.on("message", (order: Order) => {
  obey(order).then(
    (answer) => process.send!(answer),
    (error: unknown) => process.send!(`error: ${String(error)}`),
  )
})
process.on("disconnect", () => process.exit())
process.send!((await keys()).ring.keys[0]!.id)
