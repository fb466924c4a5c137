/**
 * Runs the suite again and again, and names the tests that did not always end the same: `npm run flakes -- 20`, or
 * `npm run flakes -- 3 packages/latchkey/src/web` for a part of it. The order of files and tests is shuffled by a seed
 * that is printed, another at each round. Rounds of the whole on what is committed are noted in docs/security/results,
 * so that twenty can be run on several days.
 *
 * @module
 */
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { note } from "./flakes-page.mjs"
import { failedIn, unsteady } from "./flakes-report.mjs"
import { bin, cache, must, root, run, toolEnv } from "./run.mjs"

const [given = "20", ...files] = process.argv.slice(2)
const rounds = Number(given)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("Usage: npm run flakes -- 20 [file …]")
  process.exit(2)
}

const whole = files.length === 0
const reports = []
const first = Number(process.env["FLAKES_SEED"] ?? Date.now() % 1_000_000)
for (let round = 0; round < rounds; round++) {
  const file = join(cache, `flakes-${round}.json`)
  rmSync(file, { force: true })
  const seed = first + round
  const shuffle = ["--sequence.shuffle.files", `--sequence.seed=${seed}`]
  const report = ["--reporter=json", `--outputFile.json=${file}`]
  const { code, output } = await run(
    join(bin, "vitest"),
    ["run", ...shuffle, ...report, ...files],
    {
      cwd: root,
      env: toolEnv(),
    },
  )
  if (!existsSync(file)) throw new Error(`Round ${round + 1} left no report (${code}):\n${output}`)
  const read = JSON.parse(readFileSync(file, "utf8"))
  reports.push(read)
  const { numPassedTests: passed, numTotalTests: total } = read
  console.log(`round ${round + 1} of ${rounds}, seed ${seed}: ${passed} of ${total} passed`)
  const changed = await must("git", ["status", "--porcelain", "--untracked-files=no", "packages"])
  if (whole && changed === "") {
    const commit = (await must("git", ["rev-parse", "--short", "HEAD"])).trim()
    await note({ commit, seed, passed, failed: failedIn(read, root) })
  }
}

const names = unsteady(reports, root)
for (const { name, ends } of names) console.log(`${ends.join(" ")}  ${name}`)
console.log(`${names.length} of the tests did not end the same in all ${rounds} rounds`)
process.exitCode = names.length > 0 ? 1 : 0
