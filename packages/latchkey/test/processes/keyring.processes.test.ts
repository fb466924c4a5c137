import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import pg from "pg"
import { afterAll, describe, expect, it } from "vitest"
import { instanceRow } from "../../src/keys/stores/instance-row.ts"
import { postgresServer } from "../stores/servers.ts"
import type { Done, Task } from "./worker.ts"

const table = `lk_processes_${process.pid}_${Date.now().toString(36)}`
const { url } = postgresServer
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A process that can be killed and comes back. */
class Worker {
  readonly #waiting = new Map<number, (done: Done | null) => void>()
  #child: ChildProcess | undefined
  #count = 0

  async start(): Promise<void> {
    const child = fork(here("./worker.ts"), [url, table], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        AUTH_SECRET: "the-root-of-eight-processes-0123456789",
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
    child.on("message", (done: Done) => this.#answer(done.id, done))
    const ready = new Promise<Done | null>((resolve) => this.#waiting.set(0, resolve))
    child.on("exit", () => {
      for (const id of this.#waiting.keys()) this.#answer(id, null)
    })
    this.#child = child
    await ready
  }

  /** Null where it was killed meanwhile. */
  ask(task: Omit<Task, "id">): Promise<Done | null> {
    const id = ++this.#count
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      if (!this.#child?.connected) return this.#answer(id, null)
      this.#child.send({ id, ...task }, (error) => error && this.#answer(id, null))
    })
  }

  async kill(): Promise<void> {
    const child = this.#child!
    const gone = new Promise((resolve) => child.on("exit", resolve))
    child.kill("SIGKILL")
    await gone
  }

  #answer(id: number, done: Done | null): void {
    this.#waiting.get(id)?.(done)
    this.#waiting.delete(id)
  }
}

describe.skipIf(!postgresServer.reachable)("eight processes and a ring in PostgreSQL", () => {
  afterAll(async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await client.end()
  })

  it(
    "keys rotate while processes are killed, and every token opens everywhere until it expires",
    { timeout: 60_000 },
    async () => {
      const workers = Array.from({ length: 8 }, () => new Worker())
      const any = (): Worker => workers[Math.floor(Math.random() * workers.length)]!
      // All find no ring at the same time.
      await Promise.all(workers.map((worker) => worker.start()))
      const end = Date.now() + 10_000
      const tokens: { token: string; at: number }[] = []
      const kids = new Set<string>()
      const statuses = new Map<string, number>()
      let kills = 0

      const use = async (): Promise<void> => {
        while (Date.now() < end) {
          const at = Date.now()
          const made = await any().ask({})
          if (made?.token) {
            tokens.push({ token: made.token, at })
            kids.add(made.kid!)
          }
          const alive = tokens.filter((one) => Date.now() < one.at + 4_500)
          const old = alive[Math.floor(Math.random() * Math.min(alive.length, 40))]
          const shown = old && (await any().ask({ token: old.token }))
          // A slow machine may have let it expire on the way.
          if (!shown || Date.now() > old.at + 5_000) continue
          statuses.set(shown.status!, (statuses.get(shown.status!) ?? 0) + 1)
        }
      }
      const killer = async (): Promise<void> => {
        while (Date.now() < end) {
          await sleep(300)
          const victim = any()
          await victim.kill()
          kills++
          await victim.start()
        }
      }
      await Promise.all([use(), use(), use(), killer()])
      await Promise.all(workers.map((worker) => worker.kill()))

      expect(Object.fromEntries(statuses)).toEqual({ ok: expect.any(Number) })
      expect(statuses.get("ok")).toBeGreaterThan(100)
      expect(kids.size).toBeGreaterThanOrEqual(4)
      expect(kills).toBeGreaterThanOrEqual(4)
      const client = new pg.Client(url)
      await client.connect()
      const { rows } = await client.query(`SELECT doc FROM ${table}`)
      const { rows: words } = await client.query(`SELECT said FROM ${table}_instances`)
      await client.end()
      expect(rows).toHaveLength(1)
      const { keys, tombstones } = JSON.parse((rows[0] as { doc: string }).doc.split("\n")[0]!) as {
        keys: { epoch: number }[]
        tombstones: { epoch: number }[]
      }
      // Each process that lived for a moment has said what it opens with, and some what they opened and sealed.
      const said = words.map((row) => instanceRow({ ...(row as object) }))
      expect(said.length).toBeGreaterThanOrEqual(8)
      for (const row of said) expect(row.keys!.length).toBeGreaterThan(0)
      const total = (of: "opened" | "sealed"): number =>
        said.flatMap((row) => Object.values(row[of]!)).reduce((a, b) => a + b, 0)
      expect(total("opened")).toBeGreaterThan(0)
      expect(total("sealed")).toBeGreaterThan(0)
      // One ring, and each epoch once: nobody raced to a second one.
      const epochs = [...keys, ...tombstones].map(({ epoch }) => epoch).filter((epoch) => epoch > 0)
      expect(new Set(epochs).size).toBe(epochs.length)
    },
  )
})
