/**
 * Checks the types of `latchkey/next` against the majors of Next.js that applications still run: installs their
 * types into `.cache/next-types` and compiles the type tests with them. `npm run types:next`.
 *
 * @module
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { bin, cache, must, root } from "./run.mjs"

const versions = ["14.2.33", "15.5.4"]

async function check(version) {
  const home = join(cache, "next-types", version)
  const next = join(home, "node_modules/next")
  if (!existsSync(join(next, "package.json"))) {
    mkdirSync(home, { recursive: true })
    const flags = ["--ignore-scripts", "--omit=optional", "--no-save", "--legacy-peer-deps"]
    await must("npm", ["install", "--silent", ...flags, "--prefix", home, `next@${version}`])
  }
  const config = join(home, "tsconfig.json")
  const compilerOptions = {
    noEmit: true,
    composite: false,
    allowJs: false,
    rootDir: "/",
    paths: { "next/*": [`${next}/*`] },
  }
  const files = [join(root, "packages/latchkey/test/types/next.test-d.ts")]
  const base = join(root, "packages/latchkey/tsconfig.test.json")
  writeFileSync(config, JSON.stringify({ extends: base, compilerOptions, include: [], files }))
  await must(join(bin, "tsc"), ["-p", config])
  return version
}

let failed = 0
for (const version of versions) {
  try {
    await check(version)
    process.stdout.write(`✓ next ${version}\n`)
  } catch (error) {
    failed += 1
    process.stdout.write(`✗ next ${version}\n${error.message}\n`)
  }
}
process.stdout.write(`${versions.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0
