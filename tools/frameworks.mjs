/**
 * Runs the applications of `interop/frameworks` on `@auth/core` and on ours, all of them, and writes what came of it
 * into `docs/frameworks-of-others.md`.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { bin, cache, must, root, run } from "./run.mjs"

const page = "docs/frameworks-of-others.md"
const marks = ["<!-- result: written by npm run test:frameworks -->\n", "<!-- /result -->"]
const report = join(cache, "frameworks.json")
/** What a package is for, by the name of the application's folder. */
const frameworks = {
  express: "express",
  hono: "hono",
  qwik: "@builder.io/qwik-city",
  "solid-start": "@solidjs/start",
  sveltekit: "@sveltejs/kit",
}

function row(name, tests) {
  const manifest = JSON.parse(read(`interop/frameworks/${name}/package.json`))
  const { packages } = JSON.parse(read(`interop/frameworks/${name}/package-lock.json`))
  const versionOf = (dependency) => packages[`node_modules/${dependency}`].version
  const brings = Object.keys(manifest.dependencies).find((each) =>
    /^@auth\/(?!core)|auth-js$/.test(each),
  )
  const passed = tests.filter(({ status }) => status === "passed").length
  const result =
    passed === tests.length ? `all ${passed} pass` : `${passed} of ${tests.length} pass`
  const framework = frameworks[name]
  return `| \`${brings}\` ${versionOf(brings)} | \`${framework}\` ${versionOf(framework)} | ${versionOf("@auth/core")} | ${result} |`
}

function read(file) {
  return readFileSync(join(root, file), "utf8")
}

function testsOf(name, results) {
  const file = results.find((result) => basename(result.name) === `${name}.test.ts`)
  return file?.assertionResults ?? []
}

async function write({ testResults }) {
  const names = readdirSync(join(root, "interop/frameworks")).filter((name) => name in frameworks)
  const door = JSON.parse(read("packages/auth-core/package.json"))
  const day = new Date().toISOString().slice(0, 10)
  const text = `
Last run: ${day}, Node ${process.versions.node}, with \`${door.name}\` ${door.version}.

| package | framework | \`@auth/core\` before | tests |
| --- | --- | --- | --- |
${names.map((name) => row(name, testsOf(name, testResults))).join("\n")}

`
  const [before, rest] = read(page).split(marks[0])
  const after = rest?.split(marks[1])[1]
  if (after === undefined) throw new Error(`${page} has lost its marks`)
  writeFileSync(join(root, page), `${before}${marks[0]}${text}${marks[1]}${after}`)
  await must(join(bin, "oxfmt"), [page])
}

rmSync(report, { force: true })
const args = ["run", "--config", "vitest.frameworks.config.ts", "--reporter=default"]
const { code } = await run(
  join(bin, "vitest"),
  [...args, "--reporter=json", `--outputFile.json=${report}`],
  { stream: true },
)
if (existsSync(report)) await write(JSON.parse(readFileSync(report, "utf8")))
process.exitCode = code
