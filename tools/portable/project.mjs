/**
 * Builds and packs the library, and puts the tarball and the suite into an application beside its dependencies.
 *
 * @module
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { application, home, install, root, run } from "./install.mjs"

const library = join(root, "packages/latchkey")
const suite = join(library, "test/portable")

export async function project() {
  await install("application", {
    jose: versionOf("jose"),
    oauth4webapi: versionOf("oauth4webapi"),
  })
  const installed = join(application, "node_modules/latchkey")
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  await must("tar", ["-xzf", await pack(), "-C", installed, "--strip-components", "1"])
  rmSync(join(application, "suite"), { recursive: true, force: true })
  const isSource = (path) => !/\.(test\.ts|d\.mts)$/.test(path)
  cpSync(suite, join(application, "suite"), { recursive: true, filter: isSource })
}

/** The tarball as it would be published. */
async function pack() {
  const builder = join(root, "tools/build.mjs")
  if (existsSync(builder)) {
    await must(process.execPath, [builder, "--pack"])
    return join(root, ".cache/latchkey.tgz")
  }
  rmSync(join(library, "dist"), { recursive: true, force: true })
  await must(join(root, "node_modules/.bin/tsc"), ["-p", join(library, "tsconfig.json")])
  const folder = join(home, "pack")
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await must("npm", ["pack", "--silent", "--pack-destination", folder], library)
  return join(folder, readdirSync(folder)[0])
}

/** The version that the repository's lock file chose. */
function versionOf(name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version
}

async function must(command, args, cwd = root) {
  const { code, output } = await run(command, args, { cwd })
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`)
}
