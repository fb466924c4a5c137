/**
 * Joins what the compiler wrote into few files, for Node, Bun and Deno: a process that starts loads five in place of a
 * hundred and thirty. What is loaded together lies together, by the floors of the house; what is loaded when it is first
 * needed stays apart. Bundlers for browsers and the edge get the files one to one, of which they take what is used.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { root } from "./run.mjs"

/** Below `dist`; the condition `node` of each export leads there. */
const FOLDER = "joined"

/**
 * @param {string} home the package, compiled
 */
export async function joinFiles(home) {
  const dist = join(home, "dist")
  const build = await rolldown({
    input: entriesOf(home),
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    platform: "neutral",
    preserveEntrySignatures: "strict",
    // It warns of "use client" in what it joins; the entries keep theirs, and the check of the package looks.
    logLevel: "silent",
  })
  await build.write({
    dir: join(dist, FOLDER),
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "parts/[name].js",
    codeSplitting: { groups: groupsOf(dist) },
    comments: { legal: false, jsdoc: false, annotation: true },
  })
  await build.close()
}

/** Every file that users or the command line can name. */
function entriesOf(home) {
  const { exports, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
  const named = [exports, bin].flatMap((all) => Object.values(all).flatMap(targets))
  const files = named
    .map((file) => file.replace(`/${FOLDER}/`, "/"))
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => (file.includes("*") ? inFolder(home, file) : [file]))
  const dist = join(home, "dist")
  return Object.fromEntries(
    [...new Set(files)].map((file) => {
      const path = join(home, file)
      return [relative(dist, path).replace(/\.js$/, ""), path]
    }),
  )
}

/** A target of package.json, or those of its conditions. */
function targets(target) {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targets)
}

function inFolder(home, pattern) {
  const folder = dirname(pattern)
  return readdirSync(join(home, folder))
    .filter((name) => name.endsWith(".js"))
    .map((name) => `${folder}/${name}`)
}

/** What a check of a session needs, the ground below it apart, since providers and clients stand on that alone. */
function groupsOf(dist) {
  const core = closure([join(dist, "index.js")])
  const next = closure([join(dist, "next/index.js"), join(dist, "next/create.js")])
  const isGround = (id) =>
    /^(vocabulary|errors\.js|web|crypto|contracts)\b/.test(relative(dist, id))
  return [
    { name: "ground", priority: 3, test: (id) => core.has(id) && isGround(id) },
    { name: "core", priority: 2, test: (id) => core.has(id) },
    { name: "next", priority: 1, test: (id) => next.has(id) },
  ]
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^;"]*?from\s+)?"(\.[^"]+)"/g

/** Every file that loads when these load. */
function closure(roots) {
  const seen = new Set()
  const visit = (file) => {
    if (seen.has(file) || !existsSync(file)) return
    seen.add(file)
    for (const [, path] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      visit(resolve(dirname(file), path))
    }
  }
  for (const root of roots) visit(root)
  return seen
}

/** The exports of package.json, each with the condition that leads Node to what is joined. */
export function joinedExports(exports) {
  const lead = ([name, target]) => {
    const { node: _, default: file, ...others } = target
    if (!file?.endsWith(".js")) return [name, target]
    return [name, { ...others, node: file.replace("./dist/", `./dist/${FOLDER}/`), default: file }]
  }
  return Object.fromEntries(Object.entries(exports).map(lead))
}

// After an export was added: writes its condition.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, "packages/latchkey/package.json")
  const manifest = JSON.parse(readFileSync(file, "utf8"))
  const exports = joinedExports(manifest.exports)
  writeFileSync(file, `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`)
}
