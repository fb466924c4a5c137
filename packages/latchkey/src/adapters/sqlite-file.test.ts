import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openSqlite } from "./sqlite-file.ts"
import { SqlAdapter } from "./sql.ts"
import type { Adapter } from "../contracts/adapter.ts"

let folder = ""
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "latchkey-file-"))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe("openSqlite", () => {
  it("makes a file that its owner alone reads, side files included", async () => {
    const path = join(folder, "private.db")
    const db = await openSqlite(path)
    await SqlAdapter(db).getUser("x")
    expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(["600", "600", "600"])
    db.close()
  })

  it("leaves the mode of a file that is there as it is", async () => {
    const path = join(folder, "shared.db")
    writeFileSync(path, "")
    chmodSync(path, 0o640)
    const db = await openSqlite(path)
    db.close()
    expect(mode(path)).toBe("640")
  })

  it("writes ahead, does not block the thread for locks and enforces foreign keys", async () => {
    const db = await openSqlite(join(folder, "pragmas.db"))
    expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" })
    expect(db.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 10 })
    expect(db.prepare("PRAGMA foreign_keys").get()).toEqual({ foreign_keys: 1 })
    db.close()
  })

  it("refuses a path that can't be, and makes no folder", async () => {
    await expect(openSqlite(join(folder, "none", "x.db"))).rejects.toThrow(/ENOENT/)
  })
})

/** A process that does one round each time it is told a number, and says what it got. */
const WORKER = `
  const [sql, file, path, mode] = process.argv.slice(1)
  const { SqlAdapter } = await import(sql)
  const { openSqlite } = await import(file)
  const db = await openSqlite(path)
  if (mode !== "adapter") db.exec("PRAGMA busy_timeout = 5000")
  const adapter = SqlAdapter(db)
  const adapterRound = async (n) => {
    const used = await adapter.useVerificationToken({ identifier: "i", token: "t" + n })
    const user = { id: crypto.randomUUID(), email: n + "@example.com", emailVerified: null }
    const created = await adapter.createUser(user).then(() => true, () => false)
    await adapter.increment({ key: "k", by: 1, expires: new Date(Date.now() + 60_000) })
    return { used: used !== null, created }
  }
  const twoStepRound = async (n) => {
    const row = db.prepare("SELECT * FROM verification_tokens WHERE token = ?").get("t" + n)
    await new Promise((resolve) => setTimeout(resolve, 20))
    db.prepare("DELETE FROM verification_tokens WHERE token = ?").run("t" + n)
    return { used: row !== undefined, created: false }
  }
  const round = mode === "adapter" ? adapterRound : twoStepRound
  process.on("message", async (n) => process.send(await round(n)))
  process.send("ready")
`

interface Round {
  readonly used: boolean
  readonly created: boolean
}

/** Lets two processes do the same rounds side by side, and answers what each got in each. */
async function sideBySide(path: string, mode: "adapter" | "two steps", rounds: number) {
  const modules = ["./sql.ts", "./sqlite-file.ts"].map(
    (name) => new URL(name, import.meta.url).href,
  )
  const args = [
    "--no-warnings",
    "--experimental-strip-types",
    "--input-type=module",
    "-e",
    WORKER,
    ...modules,
    path,
    mode,
  ]
  const workers = [0, 1].map(() =>
    spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] }),
  )
  try {
    await Promise.all(workers.map((worker) => once(worker, "message")))
    const results: Round[] = []
    for (let n = 0; n < rounds; n++) {
      const answers = workers.map((worker) => once(worker, "message") as Promise<[Round]>)
      for (const worker of workers) worker.send(n)
      for (const [result] of await Promise.all(answers)) results.push(result)
    }
    return results
  } finally {
    for (const worker of workers) worker.kill()
  }
}

async function withTokens(name: string, count: number) {
  const path = join(folder, name)
  const db = await openSqlite(path)
  const adapter = SqlAdapter(db)
  const expires = new Date(Date.now() + 60_000)
  for (let n = 0; n < count; n++)
    await adapter.createVerificationToken({ identifier: "i", token: `t${n}`, expires })
  return { path, db, adapter, expires }
}

describe("two processes on one file", () => {
  it("use each token once, create each address once, and count exactly", async () => {
    const rounds = 200
    const { path, db, adapter, expires } = await withTokens("race.db", rounds)
    const results = await sideBySide(path, "adapter", rounds)
    expect(results).toHaveLength(2 * rounds)
    expect(results.filter((result) => result.used)).toHaveLength(rounds)
    expect(results.filter((result) => result.created)).toHaveLength(rounds)
    expect(await adapter.increment({ key: "k", by: 1, expires })).toBe(2 * rounds + 1)
    db.close()
  })

  it("do meet: looking first and deleting then lets both in", async () => {
    const rounds = 20
    const { path, db } = await withTokens("control.db", rounds)
    const results = await sideBySide(path, "two steps", rounds)
    expect(results.filter((result) => result.used).length).toBeGreaterThan(rounds)
    db.close()
  })
})

describe("two connections of one process on one file", () => {
  it("make the tables together at their first use", async () => {
    const path = join(folder, "first.db")
    const both = await Promise.all([openSqlite(path), openSqlite(path)])
    const users = await Promise.all(both.map(async (db) => SqlAdapter(db).getUser("x")))
    expect(users).toEqual([null, null])
    for (const db of both) db.close()
  })

  it("wait for each other's transactions without blocking the thread", async () => {
    const path = join(folder, "both.db")
    const both = await Promise.all([openSqlite(path), openSqlite(path)])
    const [one, two] = both.map((db) => SqlAdapter(db)) as [Adapter, Adapter]
    const email = (n: number): string => `${n}@example.com`
    const started = Date.now()
    await Promise.all([
      one.transaction?.(async (within) => {
        await within.createUser?.({ id: "1", email: email(1), emailVerified: null })
        await new Promise((resolve) => setTimeout(resolve, 30))
      }),
      two.createUser?.({ id: "2", email: email(2), emailVerified: null }),
      two.transaction?.(async (within) => {
        await within.createUser?.({ id: "3", email: email(3), emailVerified: null })
      }),
    ])
    expect(Date.now() - started).toBeLessThan(3000)
    for (const n of [1, 2, 3])
      expect(await one.getUserByEmail?.(email(n))).toMatchObject({ id: `${n}` })
    for (const db of both) db.close()
  })
})
