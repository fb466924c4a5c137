import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"

export const folder = import.meta.dirname
export const root = join(folder, "..")
const tests = join(root, "packages/latchkey/test/fuzz")

/** More processor time than this for one input of four kilobytes is a hang, instrumented as it is. */
const LIMIT_MS = 1000

async function bundle(source, outfile) {
  await build({
    stdin: { contents: source, resolveDir: tests, loader: "ts" },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node24",
    logLevel: "error",
    alias: { "#crypto": join(root, "packages/latchkey/src/crypto/node.ts") },
  })
}

/** The names of all targets, and where they are. */
export async function list() {
  const outfile = join(folder, ".build/targets.cjs")
  await bundle(`export { targets } from "./targets.ts"`, outfile)
  const { targets } = await import(`${outfile}?${Date.now()}`).then((made) => made.default)
  return targets
}

/** One target in one file, as the fuzzer wants it: CommonJS with a function of the name `fuzz`. */
export async function prepare({ name, room, target }) {
  const outfile = join(folder, `.build/${name}.cjs`)
  const source = `
    import { ${name} as target } from "./targets/${room}.ts"
    export async function fuzz(input: Buffer) {
      const before = process.cpuUsage()
      await target.run(input)
      const { user, system } = process.cpuUsage(before)
      if ((user + system) / 1000 > ${LIMIT_MS}) throw new Error("it took too long")
    }`
  await bundle(source, outfile)
  const seeds = join(folder, `.build/seeds/${name}`)
  mkdirSync(seeds, { recursive: true })
  for (const [at, seed] of target.seeds.entries()) writeFileSync(join(seeds, String(at)), seed)
  return { file: `.build/${name}.cjs`, seeds: `.build/seeds/${name}` }
}
