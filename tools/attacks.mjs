/**
 * The properties of the attacks for longer: `npm run attacks -- --seed 7`. 100,000 addresses to return to, 50,000 mail
 * addresses, 20,000 jars of cookies. Prints its seed, and writes what came of it to docs/security/results/attacks.json.
 *
 * @module
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { bin, cache, must, root, run, toolEnv } from "./run.mjs"

const usage = "Usage: npm run attacks -- [--seed N] [redirects | emails | cookies …]"
const report = join(cache, "attacks.json")
const result = join(root, "docs/security/results/attacks.json")

function settings() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", default: false },
    },
  })
  const seed = Number(values.seed)
  if (values.help || !Number.isInteger(seed)) return null
  return { seed, names: positionals.length > 0 ? positionals : ["redirects", "emails", "cookies"] }
}

/** What each test said, by its title. */
function testsOf(text) {
  const { testResults } = JSON.parse(text)
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ name: fullName.trim(), status })),
  )
}

async function main() {
  const given = settings()
  if (!given) {
    console.log(usage)
    return
  }
  const { seed, names } = given
  const commit = await must("git", ["rev-parse", "HEAD"], { cwd: root })
  console.log(`seed ${seed}`)
  Object.assign(process.env, { ATTACK_SEED: String(seed) })
  mkdirSync(cache, { recursive: true })
  rmSync(report, { force: true })
  const files = names.map((name) => `packages/latchkey/test/attacks/${name}.property.test.ts`)
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`]
  const { code } = await run(join(bin, "vitest"), ["run", ...reporters, ...files], { stream: true })
  if (code === 0) await keep(commit, seed, names)
  else console.log(`Again: npm run attacks -- --seed ${seed} ${names.join(" ")}`)
  process.exitCode = code
}

async function keep(commit, seed, names) {
  const tests = testsOf(readFileSync(report, "utf8"))
  const date = new Date().toISOString().slice(0, 10)
  const sizes = { redirects: 100_000, emails: 50_000, cookies: 20_000 }
  const runs = Object.fromEntries(names.map((name) => [name, sizes[name]]))
  mkdirSync(join(result, ".."), { recursive: true })
  const kept = {
    command: `npm run attacks -- --seed ${seed}`,
    seed,
    commit: commit.trim(),
    date,
    runs,
    tests,
  }
  writeFileSync(result, `${JSON.stringify(kept, null, 2)}\n`)
}

process.env.PATH = toolEnv().PATH
await main()
