import pg from "pg"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { open } from "../../src/keys/open.ts"
import { resolveKeys } from "../../src/keys/resolve.ts"
import { seal } from "../../src/keys/seal.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"

/** One instance of an application: seals when it is told to, and opens what it is shown. */
export interface Task {
  readonly id: number
  readonly token?: string
}

export interface Done {
  readonly id: number
  readonly token?: string
  readonly status?: string
  readonly kid?: string
}

const [url, table] = process.argv.slice(2) as [string, string]
const spec: SealSpec = { format: "own", purpose: "session", salt: "" }
const pool = new pg.Pool({ connectionString: url, max: 2 })
const secret = keyring({
  store: postgresStore(pool, { table }),
  rotate: "2s",
  propagation: "900ms",
  refresh: "200ms",
  skew: "150ms",
  maxTokenAge: "5s",
  staleness: "2s",
  onEvent: () => {},
})

const work = async ({ id, token }: Task): Promise<Done> => {
  const read = (name: string): string | undefined => process.env[name]
  const keys = await resolveKeys({ secret, passed: true, read, production: true })
  if (token === undefined) {
    const sealed = await seal(keys.ring, spec, { sub: "1" }, { maxAge: 5 })
    return { id, token: sealed, kid: keys.ring.keys[0]!.id }
  }
  let opened = await open(keys.ring, [spec], token)
  if (opened.status === "unknown") {
    const newer = keys.refresh()
    if (newer) opened = await open(await newer, [spec], token)
  }
  return { id, status: opened.status }
}

const answer = async (task: Task): Promise<void> => {
  const failed = (error: unknown): Done => ({ id: task.id, status: `error: ${String(error)}` })
  process.send!(await work(task).catch(failed))
}

process.on("message", (task: Task) => void answer(task))
process.on("disconnect", () => process.exit())
process.send!({ id: 0 })
