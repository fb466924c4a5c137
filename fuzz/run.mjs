/**
 * `npm run fuzz -- --minutes 10 [--seed 1] [--jobs 2] [target …]`: each target for so many minutes of processor time.
 * With `--total 10` in turns, until ten minutes were spent on each, with those of all runs before.
 * What covers something new is kept in `corpus`, and replayed with the tests; what breaks a rule stays in
 * `crash-<target>`. The figures go into docs/security/results/fuzz.md.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { folder, list, prepare } from "./bundle.mjs"
import { trim } from "./corpus.mjs"
import { record, spentOn } from "./record.mjs"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
    jobs: { type: "string", default: "2" },
    total: { type: "string", default: "0" },
  },
})
const minutes = Number(values.minutes)
const total = Number(values.total)

/** Seconds of processor time of a process and of what it started (Linux). */
function cpuOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")
    const own = (Number(stat[11]) + Number(stat[12])) / 100
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim()
    return (
      own +
      children
        .split(" ")
        .filter(Boolean)
        .reduce((sum, child) => sum + cpuOf(child), 0)
    )
  } catch {
    return 0
  }
}

async function fuzz(named, { seconds, seed }) {
  const { name } = named
  const { file, seeds } = await prepare(named)
  const corpus = `corpus/${name}`
  mkdirSync(join(folder, corpus), { recursive: true })
  const crash = `crash-${name}`
  rmSync(join(folder, crash), { force: true })
  const tool = join(folder, "node_modules/jsfuzz/build/src/index.js")
  // The time that counts is the processor's, and is looked at in the target; this is for what never ends.
  const options = ["--exact-artifact-path", crash, "--no-versifier", "--timeout", "600"]
  const args = ["-r", "./seeded.cjs", tool, file, corpus, seeds, ...options]
  const env = { ...process.env, FUZZ_SEED: String(seed), NODE_NO_WARNINGS: "1" }
  const child = spawn(process.execPath, args, { cwd: folder, env, detached: true })
  let output = ""
  child.stdout.on("data", (data) => (output = (output + data).slice(-20_000)))
  child.stderr.on("data", (data) => (output = (output + data).slice(-20_000)))
  let cpu = 0
  const timer = setInterval(() => {
    cpu = Math.max(cpu, cpuOf(child.pid))
    if (cpu >= seconds) process.kill(-child.pid, "SIGKILL")
  }, 250)
  await new Promise((resolve) => child.on("close", resolve))
  clearInterval(timer)
  const found = [...output.matchAll(/#(\d+) \w+ +cov: (\d+) corp: (\d+)/g)].at(-1)
  const crashed = existsSync(join(folder, crash))
  if (crashed || !found) console.log(`${name}:\n${output.slice(-3000)}`)
  const [, runs = 0, coverage = 0] = found ?? []
  const kept = trim(join(folder, corpus))
  const result = { name, cpu, runs: Number(runs), coverage: Number(coverage), kept, crashed }
  console.log(JSON.stringify(result))
  return result
}

const all = await list()
const asked = positionals.length > 0 ? all.filter(({ name }) => positionals.includes(name)) : all
const order = all.map(({ name }) => name)
let crashed = false

/** One turn of all: `minutes` of each, or what is missing of the total. */
async function turn(seed) {
  const missing = ({ name }) => (total > 0 ? Math.min(minutes, total - spentOn(name)) : minutes)
  const queue = asked.filter((one) => missing(one) > 0)
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const result = await fuzz(next, { seconds: missing(next) * 60, seed })
      crashed ||= result.crashed
      record(result, { seed, order })
    }
  }
  const begun = queue.length
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
  return begun > 0
}

let seed = Number(values.seed)
while ((await turn(seed)) && total > 0 && !crashed) seed++
process.exitCode = crashed ? 1 : 0
