/**
 * `npm run bench:revocation`: how long it takes until a session that one instance ends is refused by the others, each a
 * process of its own, over the push of PostgreSQL and of Redis.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { parseArgs } from "node:util"
import pg from "pg"
import { createClient } from "redis"
import { encode } from "latchkey/jwt"
import { median } from "../harness/pace.ts"
import { secretsOf } from "../harness/row.ts"
import { cookieHeader } from "../floors/cookie.ts"

const NAME = "__Host-latchkey.session-token"
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    instances: { type: "string", default: "2,4,8,16" },
    out: { type: "string" },
    help: { type: "boolean" },
  },
})
if (values.help) {
  process.stdout.write(`Usage: npm run bench:revocation -- [options]

  --rounds <n>     sessions ended, default 100
  --instances <n>  processes, default 2,4,8,16: one after the other
  --out <folder>   writes revocation.md there

Servers: LATCHKEY_TEST_POSTGRES and LATCHKEY_TEST_REDIS, else those of this machine.
`)
  process.exit(0)
}

const servers = {
  postgres: process.env["LATCHKEY_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/test",
  redis: process.env["LATCHKEY_TEST_REDIS"] ?? "redis://127.0.0.1:6379",
}
/** Takes away what a run has written. */
const clean = {
  async postgres(name: string): Promise<void> {
    const client = new pg.Client(servers.postgres)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${name}`)
    await client.end()
  },
  async redis(name: string): Promise<void> {
    const client = createClient({ url: servers.redis })
    await client.connect()
    const keys = await client.keys(`${name}*`)
    if (keys.length > 0) await client.del(keys)
    client.destroy()
  },
}
const rounds = Number(values.rounds)
const counts = values.instances.split(",").map(Number)

async function told<T>(child: ChildProcess): Promise<T> {
  return (await once(child, "message"))[0] as T
}

async function start(kind: keyof typeof servers, count: number): Promise<ChildProcess[]> {
  const file = new URL("./instance.ts", import.meta.url).pathname
  const name = `latchkey_bench_${process.pid}`
  const children = Array.from({ length: count }, () =>
    fork(file, [kind, servers[kind], name], { execArgv: ["--no-warnings"] }),
  )
  await Promise.all(children.map((child) => told(child)))
  return children
}

/** Milliseconds until each of the others refuses it, from when the first began to end it. */
async function round(children: readonly ChildProcess[], n: number): Promise<number[]> {
  const [first, ...others] = children
  const auth_time = Math.floor(Date.now() / 1000) - 60
  const sub = `person-${process.pid}-${n}`
  const lk = { sid: `bench-session-${n}`, auth_time, ver: 1 }
  const token = await encode({ token: { sub, lk }, secret: secretsOf(1)[0]!, salt: NAME })
  for (const child of others) {
    const watching = told(child)
    child.send({ watch: cookieHeader(NAME, token) })
    await watching
  }
  const ends = others.map((child) => told<{ over: number }>(child))
  const begins = told<{ began: number }>(first!)
  first!.send({ end: sub })
  const { began } = await begins
  return (await Promise.all(ends)).map(({ over }) => over - began)
}

const lines: string[] = []
for (const kind of Object.keys(servers) as (keyof typeof servers)[]) {
  for (const count of counts) {
    const children = await start(kind, count)
    const each: number[] = []
    for (let n = 0; n < rounds; n++) each.push(...(await round(children, n)))
    for (const child of children) child.kill()
    await clean[kind](`latchkey_bench_${process.pid}`)
    const sorted = each.toSorted((a, b) => a - b)
    const at = (part: number): string => sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(1)
    lines.push(`| ${kind} | ${count} | ${median(each).toFixed(1)} | ${at(0.95)} | ${at(1)} |`)
  }
}
const text = `Measured ${new Date().toISOString().slice(0, 10)}: ${rounds} sessions ended by one of several processes on one machine with ${cpus().length} cores; milliseconds from the call of \`revokeSessions\` until another process refuses the session, store included.

| push of | processes | median | 95 of 100 | longest |
| --- | --: | --: | --: | --: |
${lines.join("\n")}
`
process.stdout.write(text)
if (values.out) {
  mkdirSync(values.out, { recursive: true })
  writeFileSync(`${values.out}/revocation.md`, text)
}
process.exit(0)
