import process from "node:process"
import { type Contender, EMAIL, type Operation } from "./contender.ts"
import { rows } from "./row.ts"

/** What the parent asks: make ready, or run for so long. */
type Message =
  | { readonly do: "prepare"; readonly row: string }
  | { readonly do: "slice"; readonly milliseconds: number }
  | { readonly do: "allocate"; readonly count: number }

const [, , file] = process.argv
const { contender } = (await import(file!)) as { contender: Contender }
let operation: Operation | undefined

/** Operations under way at once: what a server does. */
const LANES = 16

async function prepare(id: string): Promise<unknown> {
  const row = rows.find((one) => one.id === id)!
  operation =
    (row.kind === "database") === (contender.ofDatabases === true)
      ? await contender.prepare(row)
      : undefined
  if (!operation) return { has: false }
  const email = await contender.read(await operation(), row)
  if (email !== EMAIL) throw new Error(`${contender.name} reads ${String(email)} in ${id}`)
  await slice(150)
  return { has: true }
}

/** Microseconds of CPU (all threads) and of the clock per operation. */
async function slice(milliseconds: number): Promise<unknown> {
  const run = operation!
  let count = 0
  const end = performance.now() + milliseconds
  const before = process.cpuUsage()
  const started = performance.now()
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      for (let n = 0; n < 8; n++) await run()
      count += 8
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const clock = (performance.now() - started) * 1000
  const { user, system } = process.cpuUsage(before)
  return { count, cpu: (user + system) / count, clock: clock / count }
}

/** Bytes allocated per operation, with the garbage collector kept from running in between. */
async function allocate(count: number): Promise<unknown> {
  const run = operation!
  for (let n = 0; n < 500; n++) await run()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < count; n++) await run()
  return { bytes: Math.max(0, process.memoryUsage().heapUsed - before) / count }
}

async function answer(message: Message): Promise<unknown> {
  if (message.do === "prepare") return prepare(message.row)
  return message.do === "slice" ? slice(message.milliseconds) : allocate(message.count)
}

process.on("message", (message: Message) => {
  answer(message).then(
    (result) => process.send!({ result }),
    (error: unknown) =>
      process.send!({ error: error instanceof Error ? error.stack : String(error) }),
  )
})
process.send!({ result: { note: contender.note } })
