/**
 * Runs the models of `models/` through SPIN, each whole, and each once more with every bug that it can be given; writes
 * `docs/security/results/models.md`. Needs `spin` and `gcc` (`apt-get install spin gcc`). `--only <name>` prints one.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { makePage, models, page, problems } from "./models-page.mjs"
import { bin, root } from "./run.mjs"

const execute = promisify(execFile)

/** Megabytes that one search may take, and seconds. */
const MEMORY = 2_048
const PATIENCE = 1_200

/** @returns {Promise<import("./models-page.mjs").Verdict>} */
async function search({ text }, bug) {
  const cwd = mkdtempSync(join(tmpdir(), "latchkey-model-"))
  try {
    writeFileSync(join(cwd, "model.pml"), text)
    await execute("spin", [`-DBUG=${bug}`, "-a", "model.pml"], { cwd })
    const options = ["-O2", "-w", "-DSAFETY", `-DMEMLIM=${MEMORY}`, "-o", "pan", "pan.c"]
    await execute("gcc", options, { cwd })
    const started = Date.now()
    const { stdout } = await execute(join(cwd, "pan"), ["-m1000000"], {
      cwd,
      timeout: PATIENCE * 1000,
    })
    return { ...verdictOf(stdout), seconds: Math.round((Date.now() - started) / 1000) }
  } finally {
    rmSync(cwd, { recursive: true })
  }
}

function verdictOf(output) {
  const [, depth, errors] = /depth reached (\d+), errors: (\d+)/.exec(output) ?? []
  const [, states] = /(\d+) states, stored/.exec(output) ?? []
  if (states === undefined) throw new Error(`SPIN did not come to an end:\n${output}`)
  const complete = !/Search not completed|max search depth too small|out of memory/.test(output)
  return { depth: Number(depth), errors: Number(errors), states: Number(states), complete }
}

async function versionOf() {
  const { stdout } = await execute("spin", ["-V"]).catch(() => ({ stdout: "" }))
  if (!stdout) throw new Error("There is no SPIN here: apt-get install spin gcc")
  return stdout.trim().replace(/ --.*/, "").toUpperCase().replace("VERSION", "").replace(/ +/g, " ")
}

const spin = await versionOf()
const only = process.argv[process.argv.indexOf("--only") + 1]
const wanted = models().filter(
  ({ name }) => !process.argv.includes("--only") || name.includes(only),
)
const results = []
for (const model of wanted) {
  const sound = await search(model, 0)
  const bugs = []
  for (const bug of model.bugs) bugs.push(await search(model, bug))
  const found = bugs.filter(({ errors }) => errors > 0).length
  console.log(
    `${model.name}: ${sound.errors} errors in ${sound.states} states (${sound.seconds} s), ${found} of ${bugs.length} bugs found`,
  )
  results.push({ model, sound, bugs })
}
const { stdout } = await execute("git", ["rev-parse", "--short", "HEAD"], { cwd: root })
const date = new Date().toISOString().slice(0, 10)
const text = makePage(results, { commit: stdout.trim(), date, spin })
const wrong = problems(text, wanted)
for (const problem of wrong) console.error(problem)
if (wanted.length === models().length) {
  writeFileSync(page, text)
  await execute(join(bin, "oxfmt"), [page])
}
process.exitCode = wrong.length > 0 ? 1 : 0
