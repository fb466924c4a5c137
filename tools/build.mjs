/**
 * Builds the package: the TypeScript compiler, then few files in place of many (`tools/join.mjs`). `--pack` also makes the tarball that the
 * checks and the demo use, so that what is tested is what would be published.
 *
 * @module
 */
import { createHash } from "node:crypto"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { joinFiles } from "./join.mjs"
import { bin, cache, must, root } from "./run.mjs"
import { sbom } from "./sbom.mjs"
import { slim } from "./slim.mjs"
import { writeVersion } from "./version.mjs"

const home = join(root, "packages/latchkey")
const joiner = join(root, "tools/join.mjs")
const lister = join(root, "tools/sbom.mjs")
const slimmer = join(root, "tools/slim.mjs")
const stamp = join(cache, "build.stamp")
/** What the package takes along from the repository. */
const copies = [
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => [`docs/${name}`, `docs/${name}`]),
  ...readdirSync(join(root, "docs/migrate")).map((name) => [
    `docs/migrate/${name}`,
    `docs/migrate/${name}`,
  ]),
  ["README.md", "README.md"],
  ["LICENSE", "LICENSE"],
]
export const tarball = join(cache, "latchkey.tgz")

/** @param {{ pack?: boolean }} [options] */
export async function build({ pack = false } = {}) {
  mkdirSync(cache, { recursive: true })
  writeVersion()
  const wanted = fingerprint()
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted || !existsSync(`${home}/dist`)) {
    rmSync(stamp, { force: true })
    rmSync(tarball, { force: true })
    await compile()
    writeFileSync(stamp, wanted)
  }
  if (pack && !existsSync(tarball)) await packUp()
  return { fingerprint: wanted }
}

async function compile() {
  rmSync(join(home, "dist"), { recursive: true, force: true })
  await must(join(bin, "tsc"), ["-p", "packages/latchkey/tsconfig.json"])
  await joinFiles(home)
  await slim(home)
  writeFileSync(join(home, "dist/sbom.cdx.json"), `${JSON.stringify(sbom(), null, 2)}\n`)
  for (const [from, to] of copies) {
    if (!existsSync(join(root, from))) continue
    mkdirSync(join(home, to, ".."), { recursive: true })
    copyFileSync(join(root, from), join(home, to))
  }
}

async function packUp() {
  const folder = join(cache, "pack")
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await must("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: home })
  renameSync(join(folder, readdirSync(folder)[0]), tarball)
}

function fingerprint() {
  const files = readdirSync(join(home, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const others = ["package.json", "tsconfig.json"].map((name) => join(home, name))
  const lock = join(root, "package-lock.json")
  const hash = createHash("sha256")
  const taken = copies.map(([from]) => join(root, from)).filter((file) => existsSync(file))
  for (const file of [
    ...files,
    ...others,
    ...taken,
    lock,
    fileURLToPath(import.meta.url),
    joiner,
    lister,
    slimmer,
  ].sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0")
  }
  return hash.digest("hex")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ pack: process.argv.includes("--pack") })
}
