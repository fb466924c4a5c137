/**
 * Bundles as the build tools of the edge runtimes make them, and what they may not hold.
 *
 * @module
 */
import { builtinModules } from "node:module"
import { join } from "node:path"
import { build } from "esbuild"
import { application } from "./install.mjs"

const entries = [
  "latchkey",
  "latchkey/jwt",
  "latchkey/errors",
  "latchkey/adapters/memory",
  "latchkey/providers",
]

/**
 * @param {{ entry?: string, contents?: string, conditions: readonly string[], format: "esm" | "iife" }} options
 *   either a file of the application, or the text of one
 */
export async function bundle({ entry, contents, conditions, format }) {
  const { outputFiles, metafile } = await build({
    ...(entry ? { entryPoints: [join(application, entry)] } : {}),
    ...(contents ? { stdin: { contents, resolveDir: application } } : {}),
    absWorkingDir: application,
    bundle: true,
    write: false,
    metafile: true,
    format,
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: [...conditions, "import"],
    external: ["node:*"],
    logLevel: "silent",
  })
  return { text: outputFiles[0].text, metafile }
}

/** Whether any entry of the package brings a module of Node's, or Node's own crypto, into a bundle for the edge. */
export async function bundles() {
  const lines = []
  const count = { passed: 0, failed: 0 }
  const judge = (passed, line) => {
    count[passed ? "passed" : "failed"]++
    lines.push(`${passed ? "ok" : "not ok"} - ${line}`)
  }
  for (const condition of ["edge-light", "workerd", "browser"]) {
    for (const entry of entries) {
      const found = await foundIn(entry, condition)
      judge(found.length === 0, `${entry} under ${condition}: ${found.join(", ")}`)
    }
  }
  const found = await foundIn("latchkey", "node")
  judge(found.length > 0, "under node there is such a module, so it would be seen")
  return { ...count, output: lines.join("\n") }
}

async function foundIn(entry, condition) {
  const contents = `export * from ${JSON.stringify(entry)}`
  const { metafile } = await bundle({ contents, conditions: [condition], format: "esm" })
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.filter(({ path }) => isNodes(path)).map(({ path }) => `${path} in ${file}`),
  )
}

function isNodes(path) {
  return path.startsWith("node:") || builtinModules.includes(path)
}
