/**
 * Runs everything that has to hold, in the order in which it fails fastest, and ends with where the time went and one
 * line of counts. The unit tests, those in Chromium and the package's checks run side by side, since each waits for
 * others half of its time; `--apart` runs one after the other. `--ci` makes whatever was skipped a failure, but for what
 * needs files that only some machines have beside the repository. `--verbose` shows the output of each step as it comes.
 *
 * @module
 */
import { existsSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import { build } from "./build.mjs"
import { checkLedgers, checkPackage } from "./check.mjs"
import { findChromium } from "./chromium.mjs"
import { ensureInstalled } from "./install.mjs"
import { needsShared } from "./last-run.mjs"
import { minutes, slowest } from "./test-times.mjs"
import { bin, cache, root, run, toolEnv } from "./run.mjs"

const ci = process.argv.includes("--ci")
const stream = process.argv.includes("--verbose")
const apart = process.argv.includes("--apart")
const demo = join(root, "apps/demo")
/** Of the unit tests: many files wait for databases, processes and package managers. */
const workers = availableParallelism() + 1

/**
 * @typedef {{ passed: number, failed: number, skips: Skip[], output?: string, files?: FileTime[] }} Outcome
 * @typedef {import("./test-times.mjs").FileTime} FileTime
 * @typedef {{ what: string, count: number, why: string, excused?: boolean }} Skip
 */

/** A step that is one check: it holds or it doesn't. */
function single(problem) {
  return { passed: problem ? 0 : 1, failed: problem ? 1 : 0, skips: [], output: problem }
}

async function tool(command, args, options) {
  const { code, output } = await run(join(bin, command), args, { stream, ...options })
  return single(code === 0 ? undefined : output || `${command} ended with ${code}`)
}

async function lint() {
  const paths = ["packages", "tools", ...(existsSync(demo) ? ["apps/demo"] : [])]
  const all = await tool("oxlint", ["--type-aware", "--deny-warnings", ...paths])
  // Whose types are not installed here.
  const ignored = ["--ignore-pattern", "**/node_modules/**"]
  const bench = await tool("oxlint", ["--deny-warnings", "bench", ...ignored])
  // What no rule of theirs says: constant time, one place for each dangerous thing.
  const own = ["-c", "tools/lint/oxlintrc.json", "packages/latchkey/src"]
  return joined(joined(all, bench), await tool("oxlint", own))
}

async function types() {
  const all = await tool("tsc", ["-p", "packages/latchkey/tsconfig.test.json"])
  return joined(all, await tool("tsc", ["-p", "bench/tsconfig.alone.json"]))
}

/** Two outcomes of one step. */
function joined(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skips: [...one.skips, ...other.skips],
    output: [one.output, other.output].filter(Boolean).join("\n"),
  }
}

async function checks() {
  const all = await checkPackage()
  const bad = all.filter(({ problem }) => problem)
  const output = bad.map(({ name, problem }) => `${name}:\n${problem}`).join("\n")
  return { passed: all.length - bad.length, failed: bad.length, skips: [], output }
}

/** Runs vitest; its JSON report is what is counted. */
async function vitest(config, name, more = []) {
  const [report, times] = [`${name}.json`, `${name}-times.json`].map((each) => join(cache, each))
  for (const file of [report, times]) rmSync(file, { force: true })
  const reporters = ["default", "json", join(root, "tools/test-times.mjs")]
  const args = ["run", "--config", config, `--outputFile.json=${report}`, ...more]
  args.push(...reporters.map((each) => `--reporter=${each}`))
  const env = toolEnv({ TEST_TIMES: times })
  const { code, output } = await run(join(bin, "vitest"), args, { stream, env })
  if (!existsSync(report)) return single(output || "vitest left no report")
  const files = existsSync(times) ? readJson(times) : []
  return { ...count(readJson(report).testResults, code), output, files }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"))
}

function count(testResults, code) {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: name })),
  )
  const passed = tests.filter(({ status }) => status === "passed").length
  // A file that could not be loaded has no tests, and fails all the same.
  const broken = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(isFailed),
  )
  const failed = tests.filter(isFailed).length + broken.length
  const skipped = tests.filter((test) => test.status !== "passed" && !isFailed(test))
  // vitest also fails for what no test did, such as an unhandled rejection.
  return { passed, failed: failed || (code === 0 ? 0 : 1), skips: reasons(skipped) }
}

function isFailed({ status }) {
  return status === "failed"
}

/** Skipped tests by file, with the reason. */
function reasons(skipped) {
  const files = new Map()
  for (const { file, ancestorTitles, title } of skipped) {
    files.set(file, [...(files.get(file) ?? []), [...ancestorTitles, title].join(" > ")])
  }
  return [...files].map(([file, names]) => {
    const excused = needsShared(file)
    const why = excused ? "needs ../shared, which is not here" : names.join("; ")
    return { what: relative(root, file), count: names.length, why, excused }
  })
}

/** What runs in Chromium: the demo, or the sites and applications that tests bring along. */
async function browser(project) {
  const config = "vitest.browser.config.ts"
  const only = ["--project", project]
  if (!findChromium()) {
    const args = ["list", "--config", config, ...only, "--json"]
    const { output } = await run(join(bin, "vitest"), args)
    const count = /^\[/m.test(output) ? JSON.parse(output.slice(output.indexOf("["))).length : 1
    return skipped(
      `browser tests (${project})`,
      "no Chromium; install it, or set CHROMIUM_PATH",
      count,
    )
  }
  return vitest(config, project, only)
}

function skipped(what, why, count) {
  return { passed: 0, failed: 0, skips: [{ what, count, why }] }
}

async function built() {
  try {
    await build({ pack: true })
    return single()
  } catch (error) {
    return single(error.message)
  }
}

/** What begins at the same time stands in one row. */
const stages = [
  [["build", built]],
  [["types", types]],
  [["lint", lint]],
  [
    [
      "format",
      () =>
        tool("oxfmt", [
          "--check",
          "packages",
          "tools",
          "bench",
          "interop",
          "apps/demo",
          "examples",
        ]),
    ],
  ],
  [
    ["unit", () => vitest("vitest.config.ts", "unit", [`--maxWorkers=${workers}`])],
    ["demo", () => browser("demo")],
    ["sites", () => browser("sites")],
    ["package", checks],
  ],
  [["ledger", () => single(checkLedgers().problem)]],
]

/** Runs one step, and says how it went. */
async function take([name, step]) {
  const start = performance.now()
  let outcome
  try {
    outcome = await step()
  } catch (error) {
    outcome = single(error.stack ?? String(error))
  }
  const seconds = (performance.now() - start) / 1000
  const skips = outcome.skips.reduce((sum, { count }) => sum + count, 0)
  const counts = `${outcome.passed} passed${outcome.failed ? `, ${outcome.failed} failed` : ""}${skips ? `, ${skips} skipped` : ""}`
  console.log(
    `${outcome.failed ? "✗" : "✓"} ${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s   ${counts}`,
  )
  if (outcome.failed && !stream) console.log(`\n${outcome.output ?? ""}\n`)
  return { ...outcome, name, seconds }
}

/** All steps, each stage after the one before it. */
async function takeAll() {
  const all = []
  for (const stage of apart ? stages.flat().map((step) => [step]) : stages) {
    all.push(...(await Promise.all(stage.map(take))))
  }
  return all
}

/** Where the time went. */
function reportTimes(all, seconds) {
  const files = slowest(
    all.flatMap((outcome) => outcome.files ?? []),
    10,
  )
  if (files.length > 0) console.log("\nThe slowest files:")
  for (const { file, seconds: took } of files)
    console.log(`${took.toFixed(1).padStart(8)} s   ${file}`)
  const each = all.map((outcome) => `${outcome.name} ${minutes(outcome.seconds)}`)
  console.log(`\n${minutes(seconds)}: ${each.join(", ")}`)
}

async function main() {
  const start = performance.now()
  await ensureInstalled(root)
  const all = await takeAll()
  const skips = all.flatMap((outcome) => outcome.skips)
  for (const { what, count, why } of skips) console.log(`skipped ${count} in ${what}: ${why}`)
  const held = ci ? skips.filter(({ excused }) => !excused) : []
  if (held.length > 0) console.log("Nothing may be skipped here (--ci).")
  reportTimes(all, (performance.now() - start) / 1000)
  const sum = (pick) => all.reduce((total, outcome) => total + pick(outcome), 0)
  const failed = sum((outcome) => outcome.failed)
  const missed = skips.reduce((total, { count }) => total + count, 0)
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed, ${missed} skipped`)
  if (failed > 0 || held.length > 0) process.exitCode = 1
}

// The tools need what the pinned Node has; npm scripts find it first, other callers may not.
process.env.PATH = toolEnv().PATH
await main()
