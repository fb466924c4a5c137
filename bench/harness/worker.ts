/** The process of one contender: makes rows ready, runs them for so long, and counts. */
import process from "node:process"
import { type Contender, EMAIL, type Operation } from "./contender.ts"
import type { Row } from "./row.ts"
import { allocate, latency, slice } from "./work.ts"

/** What the parent asks. `key`: which of the rows that were made ready. */
export type Message =
  | { readonly do: "prepare"; readonly key: string; readonly row: Row; readonly warmUp: number }
  | { readonly do: "slice" | "latency"; readonly key: string; readonly milliseconds: number }
  | { readonly do: "allocate"; readonly key: string; readonly count: number }
  | { readonly do: "distance"; readonly key: string; readonly milliseconds: number }

export interface Prepared {
  readonly has: boolean
  /** Requests to a provider of the first operation, and of one after that. */
  readonly cold?: number
  readonly warm?: number
}

const [, , file] = process.argv
const { contender } = (await import(file!)) as { contender: Contender }
const operations = new Map<string, Operation>()

async function prepare({
  key,
  row,
  warmUp,
}: Extract<Message, { do: "prepare" }>): Promise<Prepared> {
  const operation = await contender.prepare(row)
  if (!operation) return { has: false }
  const email = await contender.read(await operation(), row)
  if (email !== EMAIL) throw new Error(`${file} reads ${String(email)} in ${key}`)
  const cold = await contender.trips?.()
  operations.set(key, operation)
  await slice(operation, warmUp)
  if (cold === undefined) return { has: true }
  const before = await contender.trips!()
  for (let n = 0; n < 10; n++) await operation()
  return { has: true, cold, warm: ((await contender.trips!()) - before) / 10 }
}

/** Median milliseconds of the clock, one at a time, with the provider that far away. */
async function distant(operation: Operation, milliseconds: number): Promise<unknown> {
  await contender.far!(milliseconds)
  const { p50 } = await latency(operation, 1_500)
  await contender.far!(0)
  return { p50: p50 / 1_000 }
}

async function answer(message: Message): Promise<unknown> {
  if (message.do === "prepare") return prepare(message)
  const operation = operations.get(message.key)!
  if (message.do === "allocate") return allocate(operation, message.count)
  if (message.do === "distance") return distant(operation, message.milliseconds)
  return (message.do === "slice" ? slice : latency)(operation, message.milliseconds)
}

process.on("message", (message: Message) => {
  answer(message).then(
    (result) => process.send!({ result }),
    (error: unknown) =>
      process.send!({ error: error instanceof Error ? error.stack : String(error) }),
  )
})
process.on("disconnect", () => process.exit())
process.send!({ result: { note: contender.note } })
