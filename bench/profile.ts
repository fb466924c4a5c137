/**
 * `npm run bench:profile`: where the time of one operation goes, by file and function. Samples of the CPU, so a busy
 * machine does not change the shares. Of other rooms than `cookie`: `npm run bench:profile -- credentials/latchkey-own
 * sign-in`.
 *
 * @module
 */
import { Session } from "node:inspector/promises"
import process from "node:process"
import type { Contender } from "./harness/contender.ts"
import { type Row, rowOf } from "./harness/row.ts"
import { slice } from "./harness/work.ts"
import { grid } from "./report/table.ts"

const [
  contenders = "latchkey-own,latchkey-door",
  kinds = "check,handler",
  seconds = "3",
  kB = "0",
] = process.argv.slice(2)
// What a server runs as; before anything is imported that looks.
Object.assign(process.env, { NODE_ENV: process.env["NODE_ENV"] ?? "production" })
const FUNCTIONS = 12
/** Functions of Node that are not JavaScript have no place: those above OpenSSL, and those of `Buffer`. */
const OPENSSL = new Set([
  "CipherBase",
  "init",
  "Hmac",
  "Hash",
  "update",
  "final",
  "digest",
  "setAuthTag",
  "getAuthTag",
])
const BUFFERS = /(Write|Slice)(Static)?$|^toString$|^encode/

interface Sampled {
  readonly name: string
  readonly place: string
  ticks: number
}

/** Samples by function, the most first: its own time, without that of what it calls. */
async function sample(run: () => unknown): Promise<Sampled[]> {
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.setSamplingInterval", { interval: 100 })
  await session.post("Profiler.start")
  await slice(run, Number(seconds) * 1000)
  const { profile } = await session.post("Profiler.stop")
  session.disconnect()
  const found = new Map<string, Sampled>()
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const { functionName, url } = callFrame
    const place = url
      .replace(/^.*\/(latchkey|bench)\//, "$1/")
      .replace(/^file:.*\/node_modules\//, "")
    const name = functionName || "(anonymous)"
    const key = `${name} ${place}`
    const known = found.get(key) ?? { name, place, ticks: 0 }
    known.ticks += hitCount
    found.set(key, known)
  }
  return [...found.values()]
    .filter(({ name }) => name !== "(idle)")
    .sort((a, b) => b.ticks - a.ticks)
}

/** Whose code it is: ours, Node's with OpenSSL below it, or the engine's. */
function ownerOf({ name, place }: Sampled): string {
  if (place.startsWith("node:internal/crypto")) return "node:crypto"
  if (place === "" && OPENSSL.has(name)) return "node:crypto"
  if (place === "" && BUFFERS.test(name)) return "the rest of Node"
  if (place.startsWith("node:internal/deps/undici")) return "Request, Response, Headers"
  if (place.startsWith("node:")) return "the rest of Node"
  if (place.startsWith("latchkey/")) return "latchkey"
  if (place.startsWith("bench/")) return "this bench"
  return name === "(garbage collector)"
    ? "garbage collector"
    : "the engine (JSON, strings, promises)"
}

for (const named of contenders.split(",")) {
  const [contender, family = "cookie"] = named.split("/").toReversed() as [string, Row["family"]?]
  const file = new URL(`./contenders/${family}/${contender}.ts`, import.meta.url).href
  const { contender: subject } = (await import(file)) as { contender: Contender }
  for (const kind of kinds.split(",") as Row["kind"][]) {
    const run = (await subject.prepare(rowOf({ family, kind, size: Number(kB) })))!
    await slice(run, 1_000)
    const all = await sample(run)
    const total = all.reduce((sum, { ticks }) => sum + ticks, 0)
    const percent = (ticks: number): string => ((100 * ticks) / total).toFixed(1)
    const owners = new Map<string, number>()
    for (const one of all) owners.set(ownerOf(one), (owners.get(ownerOf(one)) ?? 0) + one.ticks)
    const shares = [...owners]
      .sort((a, b) => b[1] - a[1])
      .map(([name, ticks]) => [name, percent(ticks)])
    const top = all
      .slice(0, FUNCTIONS)
      .map(({ name, place, ticks }) => [name, place, percent(ticks)])
    const parts = [grid(["whose", "%"], shares), grid(["function", "where", "%"], top, [0, 1])]
    process.stdout.write(`### ${named}, ${kind}\n\n${parts.join("\n\n")}\n\n`)
  }
}
process.exit(0)
