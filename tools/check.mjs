/**
 * Checks of the package as it would be published: what publint and attw say, that every door opens, and what it weighs.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build, tarball } from "./build.mjs"
import { packageBudgets } from "./budgets.mjs"
import { bundle, signIn } from "./bundle.mjs"
import { doorsProblem } from "./make-doors.mjs"
import { joinedExports } from "./join.mjs"
import { lastStatuses, notRunHere } from "./last-run.mjs"
import { ledgerProblems } from "./ledger-tests.mjs"
import { readLedger } from "./ledger.mjs"
import { bin, cache, pinnedNode, root, run } from "./run.mjs"
import { readScorecard, scoreProblems } from "./scorecard.mjs"
import { problems as securityProblems, readSecurityLedger } from "./security-ledger.mjs"

/** Two copies of a module in one process have two of each class: every export leads Node to the same files. */
function joined() {
  const { exports } = JSON.parse(readFileSync(join(root, "packages/latchkey/package.json"), "utf8"))
  const name = "every export leads Node to what is joined"
  const isWhole = JSON.stringify(exports) === JSON.stringify(joinedExports(exports))
  return isWhole ? { name } : { name, problem: "run node tools/join.mjs" }
}

/** The packed package, unpacked where a resolver finds both it and its dependencies. */
const consumer = join(cache, "consumer")
const unpacked = join(consumer, "node_modules/latchkey")
const KB = 1024

/** What may be loaded in a browser or at the edge, in bytes after gzip; `all`: with what is needed soon after. */
const budgets = [
  {
    name: "a token check alone",
    source: `export { getToken } from "latchkey/jwt"`,
    limit: 8.9 * KB,
  },
  {
    name: "Auth and one provider",
    source: `export { Auth } from "latchkey"\nexport { default } from "latchkey/providers/github"`,
    limit: 34.5 * KB,
    soon: signIn,
    all: 97.5 * KB,
  },
  { name: "latchkey/react", source: `export * from "latchkey/react"`, limit: 3.5 * KB },
]

/** @typedef {{ name: string, problem?: string, note?: string }} Check a check without a problem has passed */

/** @returns {Promise<Check[]>} */
export async function checkPackage() {
  await build({ pack: true })
  unpack()
  const paths = subpaths()
  const checks = [await publint(), await attw(), ...lockfiles(), generatedDoors(), joined()]
  for (const path of paths) checks.push(await opens(path))
  checks.push(await bundles(paths))
  for (const budget of budgets) checks.push(await weighs(budget))
  checks.push(...(await packageBudgets(consumer)))
  for (const path of [".", "./next"].filter((each) => paths.includes(each))) {
    checks.push(await runsOnWebStandards(path))
  }
  return checks
}

function unpack() {
  rmSync(consumer, { recursive: true, force: true })
  mkdirSync(unpacked, { recursive: true })
  execFileSync("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"])
}

/** Every path that the package exports; wildcards as the files they stand for. */
function subpaths() {
  const { exports } = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8"))
  return Object.entries(exports).flatMap(([path, target]) => {
    if (!path.includes("*")) return path.endsWith(".json") || target === null ? [] : [path]
    const [folder, ending] = anyTarget(target).split("*")
    return readdirSync(join(unpacked, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => path.replace("*", name.slice(0, -ending.length)))
      .filter((expanded) => exports[expanded] !== null)
  })
}

function anyTarget(target) {
  return typeof target === "string" ? target : anyTarget(target.default ?? target.import)
}

async function publint() {
  const { code, output } = await run(join(bin, "publint"), ["run", unpacked, "--strict"])
  return { name: "publint", problem: code === 0 ? undefined : output }
}

async function attw() {
  // It deletes the tarball that it is given.
  const copy = join(cache, "attw.tgz")
  copyFileSync(tarball, copy)
  const args = [copy, "--profile", "esm-only", "--format", "ascii", "--no-emoji"]
  const { code, output } = await run(join(bin, "attw"), args)
  rmSync(copy, { force: true })
  return { name: "are the types wrong?", problem: code === 0 ? undefined : output }
}

function generatedDoors() {
  return { name: "the doors are as generated", problem: doorsProblem() }
}

function lockfiles() {
  const others = readdirSync(join(root, "interop/frameworks"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `interop/frameworks/${name}/package-lock.json`)
  const files = ["package-lock.json", "apps/demo/package-lock.json", ...others]
  return files.map((file) => {
    const { packages } = JSON.parse(readFileSync(join(root, file), "utf8"))
    const addresses = Object.entries(packages).filter(([, entry]) =>
      entry.resolved?.includes("://"),
    )
    const problem = addresses.length
      ? `${addresses.length} addresses, first of ${addresses[0][0]}`
      : undefined
    return { name: `${file} names no address of a registry`, problem }
  })
}

/** Node loads it, and TypeScript finds its declarations. */
async function opens(path) {
  const name = `latchkey${path.slice(1)}`
  const check = { name: `${name} opens and has types` }
  const script = `await import(${JSON.stringify(name)}); process.exit(0)`
  const args = ["--input-type=module", "-e", script]
  const { code, output } = await run(pinnedNode(), args, { cwd: consumer })
  if (code !== 0) return { ...check, problem: output }
  const url = execFileSync(
    pinnedNode(),
    ["--input-type=module", "-e", `console.log(import.meta.resolve(${JSON.stringify(name)}))`],
    { cwd: consumer, encoding: "utf8" },
  )
  // What is joined for Node has the types of what it was joined from.
  const types = fileURLToPath(url.trim())
    .replace("/dist/joined/", "/dist/")
    .replace(/\.js$/, ".d.ts")
  return existsSync(types)
    ? check
    : { ...check, problem: `there is no ${pathToFileURL(types).href}` }
}

/** Nothing was left out of the package that a bundler is led to. */
async function bundles(paths) {
  const check = { name: "a bundler finds all that the exports lead to" }
  const source = paths.map((path, n) => `export * as e${n} from "latchkey${path.slice(1)}"`)
  try {
    await bundle(source.join("\n"), consumer)
    return check
  } catch (error) {
    return { ...check, problem: error.message }
  }
}

async function weighs({ name, source, limit, soon, all = Number.POSITIVE_INFINITY }) {
  const check = { name: `${name} is light` }
  const kilobytes = (bytes) => (bytes / KB).toFixed(1)
  try {
    const { gzipped, withSoon, later } = await bundle(source, consumer, { soon })
    const notes = [
      `${kilobytes(gzipped)} of ${limit / KB} KB`,
      ...(soon ? [`with what a sign-in loads ${kilobytes(withSoon)} of ${all / KB} KB`] : []),
      ...(later > 0 ? [`${kilobytes(later)} KB when first needed`] : []),
    ]
    const note = notes.join(", ")
    return gzipped <= limit && withSoon <= all ? { ...check, note } : { ...check, problem: note }
  } catch (error) {
    return { ...check, problem: error.message }
  }
}

/** No module of Node's is in reach under the conditions of browsers and edge runtimes. */
async function runsOnWebStandards(path) {
  const name = `latchkey${path.slice(1)}`
  const check = { name: `${name} names no module of Node's at the edge` }
  try {
    const { nodeImports } = await bundle(`export * from ${JSON.stringify(name)}`, consumer)
    return nodeImports.length ? { ...check, problem: nodeImports.join("\n") } : check
  } catch (error) {
    return { ...check, problem: error.message }
  }
}

/**
 * Both ledgers and the scorecard, held against the reports of the last test run.
 *
 * @param {{ browser?: boolean }} [options] `browser: false`: this machine has none, so its tests are not held
 * @returns {Check}
 */
export function checkLedgers(options) {
  const notRun = notRunHere(options)
  const statuses = lastStatuses()
  const ledger = readSecurityLedger()
  const problems = [
    ...ledgerProblems(readLedger(), statuses, { notRun }),
    ...securityProblems(ledger, statuses, { notRun }),
    ...scoreProblems(readScorecard(), { statuses, ledger, notRun }),
  ]
  return { name: "the ledgers", problem: problems.length ? problems.join("\n") : undefined }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checks = await checkPackage()
  for (const { name, problem, note } of checks) {
    console.log(`${problem ? "✗" : "✓"} ${name}${note ? ` (${note})` : ""}`)
    if (problem) console.log(problem.replaceAll(/^/gm, "    "))
  }
  if (checks.some(({ problem }) => problem)) process.exitCode = 1
}
