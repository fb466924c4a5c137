/**
 * What a bundler makes of an import, for browsers and edge runtimes.
 *
 * @module
 */
import { gzipSync } from "node:zlib"

const external = ["next", "next/*", "react", "react/*", "react-dom", "nodemailer", "node:*"]

/**
 * Bundles a few lines of source as an edge runtime would get them.
 *
 * @param {string} source
 * @param {string} folder where its imports are resolved from
 * @returns {Promise<{ gzipped: number, nodeImports: string[] }>} the weight in bytes, and who imports which module of Node's
 */
export async function bundle(source, folder) {
  const { build } = await import("esbuild")
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    write: false,
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
  return { gzipped: gzipSync(outputFiles[0].contents).length, nodeImports }
}
