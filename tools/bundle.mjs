/**
 * What a bundler makes of an import, for browsers and edge runtimes.
 *
 * @module
 */
import { gzipSync } from "node:zlib"

const external = [
  "next",
  "next/*",
  "react",
  "react/*",
  "react-dom",
  "nodemailer",
  "@simplewebauthn/*",
  "node:*",
]

/**
 * Bundles a few lines of source as an edge runtime would get them.
 *
 * @param {string} source
 * @param {string} folder where its imports are resolved from
 * @returns {Promise<{ gzipped: number, later: number, nodeImports: string[] }>} the weight in bytes of what is loaded at
 *   the import, the weight of what is loaded when it is first needed (`import()`), and who imports which module of Node's
 */
export async function bundle(source, folder) {
  const { build } = await import("esbuild")
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    write: false,
    splitting: true,
    outdir: "out",
    minify: true,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "edge-light", "browser", "import"],
    external,
    logLevel: "silent",
  })
  const nodeImports = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path }) => path.startsWith("node:"))
      .map(({ path }) => `${file} imports ${path}`),
  )
  const atOnce = loadedAtOnce(metafile.outputs)
  const weight = { gzipped: 0, later: 0 }
  for (const { path, contents } of outputFiles) {
    const file = Object.keys(metafile.outputs).find((name) => path.endsWith(name))
    weight[atOnce.has(file) ? "gzipped" : "later"] += gzipSync(contents).length
  }
  return { ...weight, nodeImports }
}

/** The entry and every chunk it imports, directly or through others, without waiting. */
function loadedAtOnce(outputs) {
  const seen = new Set()
  const visit = (file) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { path, kind } of outputs[file].imports) {
      if (kind === "import-statement" && outputs[path]) visit(path)
    }
  }
  visit(Object.keys(outputs).find((file) => outputs[file].entryPoint))
  return seen
}
