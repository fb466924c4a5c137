/**
 * Makes what the compiler and the joiner wrote as light as it can be published: without what no export leads to, and
 * without white space. Names stay, in what a stack trace says too; lines stay short, so that Node can show one of them.
 * There are no source maps: they would weigh more than the code they explain.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { transform } from "esbuild"

/** @param {string} home the package, compiled and joined */
export async function slim(home) {
  const dist = join(home, "dist")
  const kept = reachable(home, entries(home))
  for (const file of filesBelow(dist)) {
    if (/\.(js|d\.ts)$/.test(file) && !kept.has(file)) rmSync(file)
  }
  for (const folder of foldersBelow(dist)) {
    if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
  }
  await Promise.all(
    filesBelow(dist)
      .filter((file) => file.endsWith(".js"))
      .map(tighten),
  )
}

/** Every file that a user, or the package itself by a name of its own, can name. */
function entries(home) {
  const { exports, imports, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
  return [exports, imports, bin].flatMap((all) =>
    Object.values(all)
      .flatMap(targets)
      .flatMap((target) => expand(home, target)),
  )
}

/** @returns {string[]} the paths of one target of package.json, under all conditions */
export function targets(target) {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targets)
}

/** The files of a path; one with a wildcard stands for those that its folder holds. */
export function expand(home, path) {
  if (!path.includes("*")) return [join(home, path)]
  const folder = join(home, dirname(path))
  const ending = path.slice(path.indexOf("*") + 1)
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g

function reachable(home, roots) {
  const seen = new Set()
  const visit = (file) => {
    if (seen.has(file)) return
    // An example in a docstring may import what is not there.
    if (!existsSync(file)) return
    seen.add(file)
    if (!/\.(js|ts)$/.test(file)) return
    for (const [, path] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      const target = resolve(dirname(file), path)
      visit(file.endsWith(".d.ts") ? target.replace(/(\.d)?\.[jt]s$/, ".d.ts") : target)
    }
  }
  for (const root of roots) visit(root)
  return seen
}

async function tighten(file) {
  const { code } = await transform(readFileSync(file, "utf8"), {
    format: "esm",
    target: "es2022",
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 120,
  })
  writeFileSync(file, code)
}

const below = (folder) =>
  readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))
const filesBelow = (folder) => below(folder).filter((path) => statSync(path).isFile())
/** The deepest first. */
const foldersBelow = (folder) =>
  below(folder)
    .filter((path) => statSync(path).isDirectory())
    .sort((a, b) => b.length - a.length)
