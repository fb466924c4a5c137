/**
 * Races of fifty calls, again and again, on every adapter and its real server: `npm run races` runs each race of the
 * conformance suite a hundred times, `npm run races -- --rounds 5` five times. Writes what came of it to
 * docs/security/results/races.md, if nothing was left out.
 *
 * @module
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { parseArgs } from "node:util"
import { bin, cache, must, root, run, toolEnv } from "./run.mjs"

const tests = "packages/latchkey/test"
/** The files of the adapters, and what their own names don't say. */
const files = {
  [`${tests}/stores/adapters.test.ts`]: "",
  [`${tests}/adapters/orm/conformance.test.ts`]: "",
  [`${tests}/adapters/redis.test.ts`]: "RedisAdapter ",
  [`${tests}/interop/adapters/prisma.test.ts`]: "PrismaAdapter on ",
  [`${tests}/interop/adapters/upstash.test.ts`]: "RedisAdapter on ",
}
const cases = join(root, "packages/latchkey/src/testing/adapter")
const page = join(root, "docs/security/results/races.md")
const report = join(cache, "races.json")

const { values } = parseArgs({ options: { rounds: { type: "string", default: "100" } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("Usage: npm run races -- [--rounds 100]")
  process.exit(2)
}

/** The ids of the cases that are races. */
async function raced() {
  const rooms = readdirSync(cases).filter((name) => name.endsWith(".ts"))
  const modules = await Promise.all(rooms.map((name) => import(join(cases, name))))
  const all = modules.flatMap((module) => Object.values(module).filter(Array.isArray).flat())
  return all.filter((one) => one.raced).map(({ id }) => id)
}

/** What each adapter came to: how many races, how many of them held, how many were left out, and how long they took. */
function adaptersOf({ testResults }, ids) {
  const found = new Map()
  for (const { name: file, assertionResults } of testResults) {
    for (const { ancestorTitles, title, status, duration = 0 } of assertionResults) {
      const place = ancestorTitles.indexOf("adapter conformance")
      if (place < 0 || !ids.includes(title.split(" ")[0])) continue
      const name = files[relative(root, file)] + ancestorTitles.slice(0, place).join(", ")
      const before = found.get(name) ?? { races: 0, held: 0, leftOut: 0, seconds: 0 }
      found.set(name, {
        races: before.races + 1,
        held: before.held + (status === "passed" ? 1 : 0),
        leftOut: before.leftOut + (status === "passed" || status === "failed" ? 0 : 1),
        seconds: before.seconds + duration / 1000,
      })
    }
  }
  return [...found].map(([name, counts]) => ({ name, ...counts }))
}

function pageOf(adapters, ids, commit) {
  const date = new Date().toISOString().slice(0, 10)
  const seconds = adapters.reduce((sum, one) => sum + one.seconds, 0)
  const lines = adapters.map(
    ({ name, races, held, seconds: own }) => `| ${name} | ${races} | ${held} | ${own.toFixed(1)} |`,
  )
  return `# Races, again and again

The last run of \`npm run races -- --rounds ${rounds}\`, ${date}, commit ${commit}: ${rounds} repetitions of each race of the conformance suite (${ids.join(", ")}), each of 50 calls at once, on ${adapters.length} adapters and clients with their real servers; ${Math.round(seconds)} seconds. An adapter has no race for a method that it doesn't have.

| adapter | races | held | seconds |
| --- | --- | --- | --- |
${lines.join("\n")}
`
}

const ids = (await raced()).toSorted()
const only = `adapter conformance.* (${ids.join("|")}) `
rmSync(report, { force: true })
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
const args = ["run", "--maxWorkers=1", "-t", only, ...reporters, ...Object.keys(files)]
const { code } = await run(join(bin, "vitest"), args, {
  env: toolEnv({ LATCHKEY_CONFORMANCE_ROUNDS: String(rounds) }),
  stream: true,
})
const adapters = adaptersOf(JSON.parse(readFileSync(report, "utf8")), ids)
const leftOut = adapters.filter((one) => one.leftOut > 0)
for (const { name } of leftOut) console.log(`Its server is not here: ${name}`)
if (code === 0 && leftOut.length === 0) {
  const commit = (await must("git", ["rev-parse", "--short", "HEAD"])).trim()
  writeFileSync(page, pageOf(adapters, ids, commit))
  await must(join(bin, "oxfmt"), [page])
}
process.exitCode = code || (leftOut.length > 0 ? 1 : 0)
