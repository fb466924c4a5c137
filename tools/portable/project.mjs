/**
 * Builds and packs the library, and puts the tarball and the suite into an application beside its dependencies.
 *
 * @module
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build, tarball } from "../build.mjs"
import { must, root } from "../run.mjs"
import { application, install } from "./install.mjs"

const suite = join(root, "packages/latchkey/test/portable")

export async function project() {
  await install("application", {
    jose: versionOf("jose"),
    oauth4webapi: versionOf("oauth4webapi"),
  })
  const installed = join(application, "node_modules/latchkey")
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  await build({ pack: true })
  await must("tar", ["-xzf", tarball, "-C", installed, "--strip-components", "1"])
  rmSync(join(application, "suite"), { recursive: true, force: true })
  const isSource = (path) => !/\.(test\.ts|d\.mts)$/.test(path)
  cpSync(suite, join(application, "suite"), { recursive: true, filter: isSource })
}

/** The version that the repository's lock file chose. */
function versionOf(name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version
}
