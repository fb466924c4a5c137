/**
 * Security events that several processes deliver from one table: each arrives, however the receiver stands, and
 * although a process is killed at any moment; and only one sends it at a time.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import pg from "pg"
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { eventTable, type EventTable, type SqlClient } from "../../src/security-events/table.ts"
import { postgresServer } from "../stores/servers.ts"
import { type Receiver, startReceiver } from "../support/receiver.ts"
import type { EventAsk, EventSettings, EventTold } from "./event-instance.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const secret = `whsec_${Buffer.from("a secret of thirty-two bytes, ok").toString("base64")}`
const run = `${process.pid}_${Date.now().toString(36)}`

class Instance {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (told: EventTold) => void>()
  #count = 0
  readonly ready: Promise<unknown>

  constructor(settings: EventSettings) {
    this.#child = fork(here("./event-instance.ts"), [JSON.stringify(settings)], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: { ...process.env, NODE_ENV: "production" },
    })
    this.ready = new Promise((resolve) => this.#waiting.set(0, resolve))
    this.#child.on("message", (told: EventTold) => this.#waiting.get(told.id)?.(told))
  }

  ask(ask: Omit<EventAsk, "id">): Promise<EventTold> {
    const id = ++this.#count
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#child.send({ id, ...ask })
    })
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, "exit")
    this.#child.kill("SIGKILL")
    await gone
  }
}

const folder = mkdtempSync(join(tmpdir(), "latchkey-events-"))
const pool = new pg.Pool({ connectionString: postgresServer.url, max: 1 })
afterAll(async () => {
  await pool.end()
  rmSync(folder, { recursive: true, force: true })
})

let receiver: Receiver
const instances: Instance[] = []
beforeEach(async () => void (receiver = await startReceiver()))
afterEach(async () => {
  await Promise.all(instances.splice(0).map((each) => each.kill()))
  await receiver.close()
})

const idsOf = async (table: EventTable): Promise<Set<string>> =>
  new Set((await table.list({ limit: 500 })).map(({ id }) => id))

describe.each([
  { kind: "postgres", skip: !postgresServer.reachable },
  { kind: "sqlite", skip: false },
] as const)("on $kind", ({ kind, skip }) => {
  let count = 0
  const prepare = (timeout = 0.5): { start(): Promise<Instance>; table: EventTable } => {
    const table = `lk_event_proc_${run}_${count++}`
    const place = kind === "postgres" ? postgresServer.url : join(folder, `${table}.db`)
    const client = kind === "postgres" ? pool : new DatabaseSync(place, { timeout: 10_000 })
    const settings = { kind, place, table, receiver: receiver.url, secret, timeout }
    return {
      table: eventTable(client as SqlClient, { table }),
      async start() {
        const made = new Instance(settings)
        instances.push(made)
        await made.ready
        return made
      },
    }
  }
  afterAll(async () => {
    if (kind !== "postgres" || skip) return
    for (let n = 0; n < count; n++) {
      const table = `lk_event_proc_${run}_${n}`
      await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_out`)
    }
  })

  it.skipIf(skip)(
    "two processes, a receiver that fails at times: all arrive, each taken once",
    async () => {
      const { table, start } = prepare(10)
      const [a, b] = [await start(), await start()]
      let n = 0
      receiver.answer = (response) => {
        setTimeout(() => response.writeHead(++n % 5 === 0 ? 500 : 204).end(), 10)
      }
      await Promise.all([a.ask({ signIns: 40 }), b.ask({ signIns: 40 })])
      // Nobody waits longer than a second for their event to be kept, and this machine may be busy.
      await vi.waitFor(async () => expect((await idsOf(table)).size).toBe(80), 20_000)
      await Promise.all([a.ask({ flush: 25 }), b.ask({ flush: 25 })])
      await vi.waitFor(() => expect(receiver.taken.length).toBeGreaterThanOrEqual(80), 20_000)
      expect(new Set(receiver.taken)).toEqual(await idsOf(table))
      expect(receiver.taken).toHaveLength(80)
    },
    60_000,
  )

  it.skipIf(skip)(
    "one is killed while it sends: the other brings what it had taken",
    async () => {
      const { table, start } = prepare()
      const [a, b] = [await start(), await start()]
      // Takes each message, and answers nobody.
      receiver.answer = () => {}
      await a.ask({ signIns: 20 })
      await vi.waitFor(async () => expect((await idsOf(table)).size).toBe(20), 20_000)
      await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(0), 20_000)
      await a.kill()
      expect(receiver.taken).toEqual([])
      receiver.answer = (response) => response.writeHead(204).end()
      expect((await b.ask({ flush: 30 })).waiting).toBe(0)
      // At least once: the time that a receiver has is short here.
      expect(new Set(receiver.taken)).toEqual(await idsOf(table))
      expect(new Set(receiver.taken).size).toBe(20)
    },
    60_000,
  )

  it.skipIf(skip)(
    "all are killed: the next start brings what waits, though nothing new happens",
    async () => {
      const { table, start } = prepare()
      const first = await start()
      receiver.answer = (response) => response.writeHead(503).end()
      await first.ask({ signIns: 15 })
      await vi.waitFor(async () => expect((await idsOf(table)).size).toBe(15), 20_000)
      await first.kill()
      receiver.answer = (response) => response.writeHead(204).end()
      const second = await start()
      expect((await second.ask({ flush: 30 })).waiting).toBe(0)
      expect(new Set(receiver.taken)).toEqual(await idsOf(table))
      expect((await idsOf(table)).size).toBe(15)
    },
    60_000,
  )
})
