/** The same, answered by a `Response`. */
import process from "node:process"

process.env.BENCH_ANSWERS = "1"
await import("./floor-wire.check.mjs")
