/**
 * `npm run mutation -- [ROOM …] [--fresh] [--only TEXT …]`: changes the sources of a room in every small way, and
 * counts the changes that no test notices. What was decided is kept in `verdicts.json`, by file: a run goes on where the
 * last one stopped, and asks again only for files that changed, and for survivors once tests have changed. `--fresh` asks
 * for everything, `--only` for the sources whose path has one of these texts.
 * Writes docs/security/results/mutation.md.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { createVitest } from "vitest/node"
import { fingerprint, instrument, root } from "./instrument.mjs"
import { isOpen, keep, writePage } from "./record.mjs"
import { rooms } from "./rooms.mjs"

const folder = join(root, ".cache/mutation")
const now = join(folder, "now")
/** Milliseconds that nothing happens before a process is ended: a loop that no switch is in. */
const STUCK = 90_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [""] },
  },
})
const asked = positionals.length > 0 ? positionals : Object.keys(rooms)
const unknown = asked.filter((name) => !Object.hasOwn(rooms, name))
if (unknown.length > 0) {
  console.error(`No room ${unknown.join(", ")}. There are: ${Object.keys(rooms).join(", ")}`)
  process.exit(2)
}

process.chdir(root)
process.env.MUTATION_FOLDER = folder
process.env.NODE_ENV = "test"
// Secrets that are drawn and judged, of each kind: for each mutant anew.
process.env.LATCHKEY_STRENGTH_RUNS ??= "20"
mkdirSync(folder, { recursive: true })
for (const name of asked) await judge(name)
writePage()
// Vitest takes what notices a change for a failure of the run.
process.exitCode = 0

async function judge(room) {
  const began = Date.now()
  const filesOf = (globs) => [...new Set(globs.flatMap((glob) => globSync(glob).toSorted()))]
  const tests = filesOf(rooms[room].tests)
  const isAsked = (file) => values.only.some((text) => file.includes(text))
  const sources = filesOf(rooms[room].sources).filter(
    (file) => !file.endsWith(".test.ts") && isAsked(file),
  )
  const { sources: texts, mutants, ignored } = await instrument(sources)
  const about = { tests: fingerprint(tests), commit: commit(), date: today() }
  const asking = mutants.filter((mutant) => values.fresh || isOpen(mutant, about))
  console.log(
    `${room}: ${mutants.length} mutants, ${asking.length} to ask for, ${ignored} of wording`,
  )
  if (asking.length === 0) return
  const verdicts = begin(room, { print: fingerprint([...sources, ...tests]), asking })
  const vitest = await start(texts)
  try {
    const left = tests.filter((test) => !facts(verdicts).some(({ done }) => done === test))
    for (const [at, test] of left.entries()) {
      await runOne(vitest, test, verdicts)
      say(verdicts, { done: test })
      progress({ room, at: at + 1, of: left.length, test, began, total: asking.length, verdicts })
    }
  } finally {
    await vitest.close()
  }
  keep(room, { mutants, asking, facts: facts(verdicts), about })
  rmSync(verdicts)
}

/** The notes of a run: those of one that was stopped, where nothing has changed since. */
function begin(room, { print, asking }) {
  const verdicts = join(folder, `${room}.ndjson`)
  const same = existsSync(verdicts) && facts(verdicts)[0]?.print === print && !values.fresh
  if (!same) writeFileSync(verdicts, `${JSON.stringify({ print })}\n`)
  writeFileSync(join(folder, "mutants.json"), JSON.stringify(asking.map(({ id }) => id)))
  writeFileSync(now, "")
  process.env.MUTATION_VERDICTS = verdicts
  return verdicts
}

async function start(texts) {
  const instrumented = {
    name: "instrumented",
    enforce: "pre",
    transform: (_, id) => (texts.has(id) ? { code: texts.get(id), map: null } : undefined),
  }
  const options = {
    config: false,
    root,
    watch: false,
    include: ["packages/latchkey/{src,test}/**/*.test.ts"],
    pool: "forks",
    // What is kept of the sources must not come into other runs, nor theirs into this one.
    fsModuleCache: false,
    // With little memory a change that takes all of it is found soon.
    execArgv: ["--expose-gc", "--max-old-space-size=1000"],
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [{}],
    runner: join(import.meta.dirname, "runner.mjs"),
    onConsoleLog: () => false,
  }
  const alias = { "#crypto": join(root, "packages/latchkey/src/crypto/node.ts") }
  return createVitest("test", options, { plugins: [instrumented], resolve: { alias } })
}

/** One file of tests, again after each change that made it hang, or ended its process. */
async function runOne(vitest, test, verdicts) {
  for (let tries = 0; tries < 20; tries++) {
    const [spec] = await vitest.globTestSpecifications([join(root, test)])
    let hung = false
    const timer = setInterval(() => (hung = endStuck(verdicts) || hung), 2_000)
    const { unhandledErrors } = await vitest.runTestSpecifications([spec])
    clearInterval(timer)
    if (hung || (unhandledErrors.length > 0 && noteDead(verdicts))) continue
    for (const error of unhandledErrors) console.log(`${test}: ${error?.stack ?? error}`)
    return
  }
}

function endStuck(verdicts) {
  const [pid, id] = readFileSync(now, "utf8").split(" ")
  if (!id || Date.now() - statSync(now).mtimeMs < STUCK) return false
  writeFileSync(now, "")
  say(verdicts, { id, status: "timeout" })
  try {
    process.kill(Number(pid), "SIGKILL")
  } catch {
    // It has ended by itself.
  }
  return true
}

/** A change that takes all the memory there is ends the process: nobody can overlook that. */
function noteDead(verdicts) {
  const [, id] = readFileSync(now, "utf8").split(" ")
  if (!id) return false
  writeFileSync(now, "")
  say(verdicts, { id, status: "timeout" })
  return true
}

function facts(verdicts) {
  const lines = readFileSync(verdicts, "utf8").split("\n").filter(Boolean)
  return lines.map((line) => JSON.parse(line))
}

function say(verdicts, fact) {
  appendFileSync(verdicts, `${JSON.stringify(fact)}\n`)
}

function progress({ room, at, of, test, began, total, verdicts }) {
  const all = facts(verdicts)
  for (const { file, failed } of all.filter((fact) => fact.file?.endsWith(test)))
    console.log(`${file}: left out, it fails without a change: ${failed.join("; ")}`)
  const decided = new Set(all.filter(({ status }) => status).map(({ id }) => id)).size
  const seconds = (Date.now() - began) / 1000
  const left = Math.ceil(((of - at) * seconds) / at / 60)
  const name = test.split("/").slice(-2).join("/")
  console.log(
    `${room} ${at}/${of} ${name}: ${decided} of ${total} noticed, ${Math.round(seconds)} s, about ${left} min left`,
  )
}

function commit() {
  const args = ["rev-parse", "--short", "HEAD"]
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim()
}

function today() {
  return new Date().toISOString().slice(0, 10)
}
