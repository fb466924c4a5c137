import process from "node:process"
import type { Operation } from "./contender.ts"

/** Microseconds per operation. */
export interface Slice {
  /** Of CPU, all threads. */
  readonly cpu: number
  readonly clock: number
}

/** Operations under way at once: what a server does. */
const LANES = 16
const BATCH = 8

/** Runs for so long, sixteen at a time. */
export async function slice(run: Operation, milliseconds: number): Promise<Slice> {
  let count = 0
  const end = performance.now() + milliseconds
  const before = process.cpuUsage()
  const started = performance.now()
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      for (let n = 0; n < BATCH; n++) await run()
      count += BATCH
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const clock = (performance.now() - started) * 1000
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / count, clock: clock / count }
}

/** Microseconds of the clock, one at a time: the median and the hundredth that is slowest. */
export async function latency(
  run: Operation,
  milliseconds: number,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  const end = performance.now() + milliseconds
  while (performance.now() < end) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.floor(part * (times.length - 1))]! * 1000
  return { p50: at(0.5), p99: at(0.99) }
}

/** Bytes allocated per operation, with the garbage collector kept from running in between. */
export async function allocate(run: Operation, count: number): Promise<{ bytes: number }> {
  for (let n = 0; n < 500; n++) await run()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < count; n++) await run()
  return { bytes: Math.max(0, process.memoryUsage().heapUsed - before) / count }
}
