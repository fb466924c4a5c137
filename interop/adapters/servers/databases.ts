import { createConnection } from "mysql2/promise"
import pg from "pg"

/** A database of a subject's own on a shared server. */
export interface Database {
  readonly url: string
  drop(): Promise<void>
}

const newName = (): string => `interop_${crypto.randomUUID().replaceAll("-", "")}`

export async function newPostgres(server: string, schema = ""): Promise<Database> {
  const name = newName()
  const run = async (url: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await run(server, `create database ${name}`)
  const url = at(server, name)
  if (schema) await run(url, schema)
  return { url, drop: () => patiently(() => run(server, `drop database ${name}`)) }
}

/** A pool that has ended still has connections for a moment, and by force they would die with an error. */
async function patiently(drop: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const failed = await drop().then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    if (!failed) return
    if (!/being accessed/.test(failed.message)) throw failed
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("Somebody is still connected to the database.")
}

export async function newMysql(server: string, schema = ""): Promise<Database> {
  const name = newName()
  const run = async (url: string, sql: string): Promise<void> => {
    const client = await createConnection({ uri: url, multipleStatements: true })
    await client.query(sql).finally(() => client.end())
  }
  await run(server, `create database ${name}`)
  const url = at(server, name)
  if (schema) await run(url, schema)
  return { url, drop: () => run(server, `drop database ${name}`) }
}

function at(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
