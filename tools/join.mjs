/**
 * Joins what the compiler wrote into few files, for Node, Bun and Deno: a process that starts loads five in place of a
 * hundred and thirty. What is loaded together lies together, by the floors of the house; what is loaded when it is first
 * needed stays apart. Bundlers for browsers and the edge get the files one to one, of which they take what is used.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { root } from "./run.mjs"
import { expand, targets } from "./slim.mjs"

/** Below `dist`; the condition `node` of each export leads there. */
const FOLDER = "joined"

/**
 * @param {string} home the package, compiled
 */
export async function joinFiles(home) {
  const dist = join(home, "dist")
  // What `#crypto` is depends on the runtime, even for what is joined, so it stays a file of its own.
  await joinTo(dist, { "crypto/node": join(dist, "crypto/node.js") })
  await joinTo(dist, entriesOf(home), groupsOf(dist))
}

async function joinTo(dist, input, groups = []) {
  const build = await rolldown({
    input,
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    platform: "neutral",
    preserveEntrySignatures: "strict",
    // It warns of "use client" in what it joins; the entries keep theirs, and the check of the package looks.
    logLevel: "silent",
  })
  const { output } = await build.write({
    dir: join(dist, FOLDER),
    format: "esm",
    minifyInternalExports: false,
    entryFileNames: "[name].js",
    chunkFileNames: "parts/[name].js",
    codeSplitting: { groups },
    comments: { legal: false, jsdoc: false, annotation: true },
  })
  await build.close()
  assertNextStays(output)
  leadPast(output, join(dist, FOLDER))
}

/** Ensure that nothing but the doors for Next.js loads it, at once or later: others don't have it. */
function assertNextStays(output) {
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]))
  for (const { fileName, isEntry } of output) {
    if (!isEntry || /^(next|doors\/v[45])\//.test(fileName)) continue
    const seen = new Set([fileName])
    for (const one of seen) {
      const { imports = [], dynamicImports = [] } = chunks.get(one) ?? {}
      for (const other of [...imports, ...dynamicImports]) {
        if (/^next\b/.test(other) && !chunks.has(other))
          throw new Error(`${fileName} loads ${one}, which imports ${other}`)
        if (chunks.has(other)) seen.add(other)
      }
    }
  }
}

/**
 * A part that is loaded late, and of which others take things besides, is reached through a file that only passes on
 * its exports: one more for a process to find and read. Who loads it late is led to the part itself.
 */
function leadPast(output, folder) {
  const passing = output.filter(
    ({ code, isDynamicEntry, moduleIds }) =>
      isDynamicEntry && moduleIds.length === 0 && !/\bas\b/.test(code),
  )
  const aims = new Map(passing.map(({ fileName, imports }) => [fileName, imports[0]]))
  for (const { fileName, code } of output) {
    const here = dirname(join(folder, fileName))
    const led = code.replace(/\bimport\("([^"]+)"\)/g, (written, path) => {
      const aim = aims.get(relative(folder, resolve(here, path)))
      return aim ? `import("./${relative(here, join(folder, aim))}")` : written
    })
    if (led !== code) writeFileSync(join(folder, fileName), led)
  }
}

/** Every file that users or the command line can name. */
function entriesOf(home) {
  const { exports, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
  const files = [exports, bin]
    .flatMap((all) => Object.values(all).flatMap(targets))
    .filter((path) => path.endsWith(".js"))
    .flatMap((path) => expand(home, path.replace(`/${FOLDER}/`, "/")))
  const dist = join(home, "dist")
  return Object.fromEntries(
    [...new Set(files)].map((path) => [relative(dist, path).replace(/\.js$/, ""), path]),
  )
}

/**
 * What a check of a token needs; what all stand on, providers and clients too; what a server needs; the door of Next.js,
 * and what it needs besides. The first has a place of its own, since a proxy often does no more; so has whatever imports
 * Next.js, since most that load the rest do not have it.
 */
function groupsOf(dist) {
  const check = closure([join(dist, "jwt/index.js")])
  const core = closure([join(dist, "index.js")])
  const next = closure([join(dist, "next/index.js"), join(dist, "next/create.js")])
  const isGround = (id) =>
    /^(vocabulary|errors\.js|web|crypto|contracts)\b/.test(relative(dist, id)) && core.has(id)
  const isNext = (id) => /^next\b/.test(relative(dist, id))
  const ofProviders = ["logo", "wire"].map((name) => join(dist, `providers/${name}.js`))
  return [
    { name: "check", priority: 5, test: (id) => check.has(id) },
    { name: "ground", priority: 4, test: (id) => isGround(id) || ofProviders.includes(id) },
    { name: "core", priority: 3, test: (id) => core.has(id) },
    { name: "app", priority: 2, test: (id) => next.has(id) && !isNext(id) },
    { name: "next", priority: 1, test: (id) => next.has(id) && isNext(id) },
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
    // What is for Node alone is there but once.
    if (!file?.endsWith(".js") || file.startsWith(`./dist/${FOLDER}/`)) return [name, target]
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
