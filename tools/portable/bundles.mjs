/**
 * Bundles as the build tools of the edge runtimes make them, and what they may not hold.
 *
 * @module
 */
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
  for (const condition of ["edge-light", "workerd", "browser"]) {
    for (const entry of entries) {
      const contents = `export * from ${JSON.stringify(entry)}`
      const { metafile } = await bundle({ contents, conditions: [condition], format: "esm" })
      const found = Object.entries(metafile.inputs).flatMap(([file, { imports }]) => [
        ...imports
          .filter(({ path }) => path.startsWith("node:"))
          .map(({ path }) => `${file}: ${path}`),
        ...(file.endsWith("crypto/node.js") ? [file] : []),
      ])
      count[found.length === 0 ? "passed" : "failed"]++
      if (found.length > 0) lines.push(`not ok - ${entry} under ${condition}: ${found.join(", ")}`)
    }
  }
  return { ...count, output: lines.join("\n") }
}
