/**
 * The tests with real processes and servers, for longer: `npm run endure -- --rounds 20 --seed 7`. A round takes about
 * half a minute for each of the nine tests. The seed decides who is killed when; how the machine interleaves them
 * it does not.
 *
 * @module
 */
import { join } from "node:path"
import { parseArgs } from "node:util"
import { bin, root, run, toolEnv } from "./run.mjs"

const usage = "Usage: npm run endure -- [--rounds 10] [--seed N] [file …]"

function settings() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "10" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", default: false },
    },
  })
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
  if (values.help || !(rounds >= 1) || !Number.isInteger(seed)) return null
  return { rounds, seed, files: positionals }
}

async function main() {
  const given = settings()
  if (!given) {
    console.log(usage)
    return
  }
  const { rounds, seed, files } = given
  console.log(`${rounds} rounds, seed ${seed}`)
  Object.assign(process.env, { ENDURE_ROUNDS: String(rounds), ENDURE_SEED: String(seed) })
  const where = files.length > 0 ? files : ["packages/latchkey/test/processes"]
  const options = ["--no-file-parallelism", "--reporter=verbose"]
  const { code } = await run(join(bin, "vitest"), ["run", ...options, ...where], {
    cwd: root,
    stream: true,
  })
  if (code !== 0) console.log(`Again: npm run endure -- --rounds ${rounds} --seed ${seed}`)
  process.exitCode = code
}

// The tools need what the pinned Node has; npm scripts find it first, other callers may not.
process.env.PATH = toolEnv().PATH
await main()
