import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { progressText } from "../../src/cli/keys/show-sweep.ts"
import { openData, sealData } from "../../src/keys/data/seal-data.ts"
import type { SweepReport } from "../../src/keys/data/sweep.ts"
import { createRing } from "../../src/keys/ring.ts"
import { type Cli, installCli } from "./sandbox.ts"

const OLD = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const NEW = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"

/** A project that keeps sealed notes in SQLite; `SLOW` makes each page take that long. */
const config = `
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
const db = new DatabaseSync("notes.db", { timeout: 5000 })
const storage = (name) => ({
  name,
  context: ({ key }) => name + "/" + key,
  async page(after, limit) {
    if (process.env.SLOW) await sleep(Number(process.env.SLOW))
    if (process.env.FAILS === after) throw new Error("connection to " + process.env.AUTH_SECRET + " lost")
    return db.prepare("SELECT key, text FROM " + name + " WHERE key > ? ORDER BY key LIMIT ?").all(after ?? "", limit)
  },
  replace: async (key, before, after) =>
    db.prepare("UPDATE " + name + " SET text = ? WHERE key = ? AND text = ?").run(after, key, before).changes === 1,
  count: async (after) => db.prepare("SELECT count(*) AS n FROM " + name + " WHERE key > ?").get(after ?? "").n,
})
export default { data: [storage("notes"), storage("logs")], close: () => db.close() }
`

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
}, 60_000)
afterAll(() => cli.remove())

const env = { AUTH_SECRET: OLD, AUTH_SECRET_1: NEW }

/** A project with notes that the old secret sealed. */
async function project(notes = 30): Promise<{ folder: string; texts: () => [string, string][] }> {
  const folder = cli.project({ "latchkey.config.mjs": config, "package.json": "{}" })
  const file = join(folder, "notes.db")
  const db = new DatabaseSync(file)
  const ring = await createRing([OLD], "test")
  for (const name of ["notes", "logs"]) {
    db.exec(`CREATE TABLE ${name} (key TEXT PRIMARY KEY, text TEXT NOT NULL)`)
    const insert = db.prepare(`INSERT INTO ${name} VALUES (?, ?)`)
    for (let n = 0; n < (name === "notes" ? notes : 2); n++) {
      const key = String(n).padStart(4, "0")
      insert.run(key, await sealData(ring, `text ${n}`, `${name}/${key}`))
    }
  }
  db.close()
  return {
    folder,
    texts() {
      const reader = new DatabaseSync(file)
      const rows = reader.prepare("SELECT key, text FROM notes ORDER BY key").all()
      reader.close()
      return rows.map((row) => [String(row["key"]), String(row["text"])])
    },
  }
}

async function expectAllUnder(secret: string, texts: readonly [string, string][]): Promise<void> {
  const ring = await createRing([secret], "test")
  for (const [key, text] of texts) {
    const opened = await openData(ring, text, `notes/${key}`)
    expect(opened).toMatchObject({ status: "ok", current: true, text: `text ${Number(key)}` })
  }
}

describe("latchkey keys reseal", () => {
  it("counts, says what it would do, and changes nothing; then does it", async () => {
    const { folder, texts } = await project()
    const before = texts()
    const dry = cli.run(folder, ["keys", "reseal"], env)
    expect(dry.code).toBe(0)
    expect(dry.stdout).toMatch(
      /^notes {2}30 rows\n +30 +sealed by an older key +to be sealed anew$/m,
    )
    expect(dry.stdout).toMatch(/^logs {2}2 rows$/m)
    expect(dry.stderr).toContain("Nothing was changed. To do it: latchkey keys reseal --apply")
    expect(texts()).toEqual(before)
    const applied = cli.run(folder, ["keys", "reseal", "--apply", "--batch", "7"], env)
    expect(applied.code).toBe(0)
    expect(applied.stdout).toContain("notes  30 rows, 30 sealed anew")
    await expectAllUnder(NEW, texts())
    const again = cli.run(folder, ["keys", "reseal", "--json"], env)
    const { ok, data } = JSON.parse(again.stdout) as { ok: boolean; data: SweepReport[] }
    expect(ok).toBe(true)
    expect(data.map(({ current, rows }) => [current, rows])).toEqual([
      [30, 30],
      [2, 2],
    ])
    for (const { stdout, stderr } of [dry, applied, again]) {
      for (const secret of [OLD, NEW, "text 1"]) expect(stdout + stderr).not.toContain(secret)
    }
  })

  it("what does not open is left, listed, and exit code 1", async () => {
    const { folder, texts } = await project(3)
    const db = new DatabaseSync(join(folder, "notes.db"))
    db.exec(
      "UPDATE notes SET text = (SELECT text FROM notes WHERE key = '0001') WHERE key = '0000'",
    )
    db.close()
    const before = texts()
    const { code, stdout } = cli.run(folder, ["keys", "reseal", "--apply"], env)
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ 0000 {2}forged, key [\w-]{8}/)
    expect(texts()[0]).toEqual(before[0])
    expect(texts()[1]).not.toEqual(before[1])
  })

  it("a secret that was replaced outright opens stored data here, marked, and nothing else", async () => {
    const { folder, texts } = await project(3)
    const lost = cli.run(folder, ["keys", "reseal"], { AUTH_SECRET: NEW })
    expect(lost.code).toBe(1)
    expect(lost.stdout).toContain("sealed by a key that is not here")
    const found = cli.run(folder, ["keys", "reseal", "--apply"], {
      AUTH_SECRET: NEW,
      AUTH_SECRET_FORMER: OLD,
    })
    expect(found.code).toBe(0)
    expect(found.stdout).toContain("sealed by a revoked key")
    expect(found.stdout).toContain("3 were once sealed by a key that was revoked")
    const ring = await createRing([NEW], "test")
    const kid = (await createRing([OLD], "test")).keys[0]!.id
    for (const [key, text] of texts()) {
      expect(await openData(ring, text, `notes/${key}`)).toMatchObject({ exposed: kid })
    }
  })

  it("is stopped by Ctrl-C after the batch under way, says how to go on, and goes on", async () => {
    const { folder, texts } = await project(200)
    const child = cli.spawn(folder, ["keys", "reseal", "--apply", "--batch", "5"], {
      ...env,
      SLOW: "40",
    })
    let said = ""
    child.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()))
    child.stdout!.resume()
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve))
    const kid = (await createRing([NEW], "test")).keys[0]!.id
    const swept = (): number => texts().filter(([, text]) => text.includes(`.${kid}.`)).length
    await expect.poll(swept, { timeout: 60_000 }).toBeGreaterThan(20)
    child.kill("SIGINT")
    expect(await ended).toBe(3)
    expect(swept()).toBeLessThan(200)
    const after = /--apply --after '(notes:\d{4})'/.exec(said)![1]!
    expect(Number(after.slice(6)) + 1).toBe(swept())
    const { code, stdout } = cli.run(folder, ["keys", "reseal", "--apply", "--after", after], env)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^logs {2}2 rows, 2 sealed anew$/m)
    await expectAllUnder(NEW, texts())
  })

  it("a storage that fails: the reason without secrets, and how to go on", async () => {
    const { folder } = await project(12)
    const { code, stderr } = cli.run(folder, ["keys", "reseal", "--apply", "--batch", "5"], {
      ...env,
      FAILS: "0004",
    })
    expect(code).toBe(1)
    expect(stderr).toContain("latchkey keys reseal --apply --after 'notes:0004'")
    expect(stderr).toContain("connection to")
    expect(stderr).not.toContain(OLD)
  })

  it.each([
    [["--after", "elsewhere:1"], "--after takes a row"],
    [["--batch", "0"], "--batch takes"],
    [["--batch", "many"], "--batch takes"],
    [["--aply"], "aply"],
  ])("a wrong call: %j", async (args, words) => {
    const { folder } = await project(1)
    const { code, stderr } = cli.run(folder, ["keys", "reseal", ...args], env)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })

  it("a project that stores nothing is told what to write", () => {
    const { code, stderr } = cli.run(cli.project(), ["keys", "reseal"], env)
    expect(code).toBe(1)
    expect(stderr).toContain("accountTokens(db)")
  })

  it("says how far it is", () => {
    const progress = { rows: 5_000, resealed: 4_900, after: "x", total: 20_000 }
    expect(progressText(progress, 5_000)).toBe(
      "5,000 of 20,000 rows (25 %), 4,900 sealed anew, 1,000 a second, 15 seconds left",
    )
    expect(progressText({ ...progress, total: null }, 5_000)).toBe(
      "5,000 rows, 4,900 sealed anew, 1,000 a second",
    )
  })
})

describe("latchkey keys revoke, where data is stored", () => {
  it("counts what the key has sealed before it asks", async () => {
    const { folder } = await project(3)
    const kid = (await createRing([OLD], "test")).keys[0]!.id
    const dotenv = join(folder, ".env")
    const { writeFileSync } = await import("node:fs")
    writeFileSync(dotenv, `AUTH_SECRET=${OLD}\nAUTH_SECRET_1=${NEW}\n`)
    const { code, stderr } = cli.run(folder, ["keys", "revoke", kid])
    expect(code).toBe(1)
    expect(stderr).toContain(
      "stored data that it sealed: 3 in notes, 2 in logs. Seal it anew first: latchkey keys reseal --apply",
    )
  })
})
