/**
 * Runs everything that has to hold, in the order in which it fails fastest, and ends with one line of counts.
 * `--ci` makes whatever was skipped a failure, but for what needs files that only some machines have beside the
 * repository. `--verbose` shows the output of each step as it comes.
 *
 * @module
 */
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join, relative } from "node:path"
import { build } from "./build.mjs"
import { checkLedger, checkPackage } from "./check.mjs"
import { findChromium } from "./chromium.mjs"
import { ensureInstalled } from "./install.mjs"
import { bin, cache, root, run, toolEnv } from "./run.mjs"

const ci = process.argv.includes("--ci")
const stream = process.argv.includes("--verbose")
const demo = join(root, "apps/demo")

/**
 * @typedef {{ passed: number, failed: number, skips: Skip[], output?: string }} Outcome
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
  return tool("oxlint", ["--type-aware", "--deny-warnings", ...paths])
}

async function checks() {
  const all = await checkPackage()
  const bad = all.filter(({ problem }) => problem)
  const output = bad.map(({ name, problem }) => `${name}:\n${problem}`).join("\n")
  return { passed: all.length - bad.length, failed: bad.length, skips: [], output }
}

/** Runs vitest; its JSON report is what is counted. */
async function vitest(config, report) {
  const file = join(cache, report)
  rmSync(file, { force: true })
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`]
  const args = ["run", "--config", config, ...reporters]
  const { code, output } = await run(join(bin, "vitest"), args, { stream })
  if (!existsSync(file)) return single(output || "vitest left no report")
  return { ...count(JSON.parse(readFileSync(file, "utf8")), code), output }
}

function count({ testResults }, code) {
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

/** Vectors of others lie beside the repository; not every machine has them. */
function needsShared(file) {
  return !existsSync(join(root, "../shared")) && /\.\.\/shared/.test(readFileSync(file, "utf8"))
}

async function browser() {
  const config = "vitest.browser.config.ts"
  if (!existsSync(join(root, config))) return skipped("browser tests", "there are none yet", 1)
  if (!findChromium()) {
    const { output } = await run(join(bin, "vitest"), ["list", "--config", config, "--json"])
    const count = /^\[/m.test(output) ? JSON.parse(output.slice(output.indexOf("["))).length : 1
    return skipped("browser tests", "no Chromium; install it, or set CHROMIUM_PATH", count)
  }
  return vitest(config, "browser.json")
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

const steps = [
  ["build", built],
  ["types", () => tool("tsc", ["-p", "packages/latchkey/tsconfig.test.json"])],
  ["lint", lint],
  [
    "format",
    () => tool("oxfmt", ["--check", "packages", "tools", "interop", "apps/demo", "examples"]),
  ],
  ["unit", () => vitest("vitest.config.ts", "unit.json")],
  ["package", checks],
  ["browser", browser],
  ["ledger", () => single(checkLedger({ browser: Boolean(findChromium()) }).problem)],
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
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const skips = outcome.skips.reduce((sum, { count }) => sum + count, 0)
  const counts = `${outcome.passed} passed${outcome.failed ? `, ${outcome.failed} failed` : ""}${skips ? `, ${skips} skipped` : ""}`
  console.log(
    `${outcome.failed ? "✗" : "✓"} ${name.padEnd(8)} ${seconds.padStart(6)} s   ${counts}`,
  )
  if (outcome.failed && !stream) console.log(`\n${outcome.output ?? ""}\n`)
  return outcome
}

async function main() {
  await ensureInstalled(root)
  const all = []
  for (const step of steps) all.push(await take(step))
  const skips = all.flatMap((outcome) => outcome.skips)
  for (const { what, count, why } of skips) console.log(`skipped ${count} in ${what}: ${why}`)
  const held = ci ? skips.filter(({ excused }) => !excused) : []
  if (held.length > 0) console.log("Nothing may be skipped here (--ci).")
  const sum = (pick) => all.reduce((total, outcome) => total + pick(outcome), 0)
  const failed = sum((outcome) => outcome.failed)
  const missed = skips.reduce((total, { count }) => total + count, 0)
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed, ${missed} skipped`)
  if (failed > 0 || held.length > 0) process.exitCode = 1
}

// The tools need what the pinned Node has; npm scripts find it first, other callers may not.
process.env.PATH = toolEnv().PATH
await main()
