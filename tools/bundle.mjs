/**
 * What a bundler makes of an import: for browsers and edge runtimes, or for Node where nothing else can be.
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
]

/**
 * Bundles a few lines of source. Weights are bytes after gzip, of all files together, as an upload is packed.
 *
 * @param {string} source
 * @param {string} folder where its imports are resolved from
 * @param {{ platform?: "neutral" | "node", soon?: readonly string[] }} [options] `soon`: ends of the paths of modules
 *   that are loaded late (`import()`), but are needed for what the bundle is for
 * @returns {Promise<{ gzipped: number, withSoon: number, later: number, nodeImports: string[] }>} the weight of what is
 *   loaded at the import; with what is needed soon; of the rest; and who imports which module of Node's
 */
export async function bundle(source, folder, { platform = "neutral", soon = [] } = {}) {
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
    platform,
    mainFields: ["module", "main"],
    conditions: platform === "node" ? ["node"] : ["workerd", "edge-light", "browser", "import"],
    external: [...external, ...(platform === "node" ? [] : ["node:*"])],
    logLevel: "silent",
  })
  const nodeImports = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path }) => path.startsWith("node:"))
      .map(({ path }) => `${file} imports ${path}`),
  )
  const weigh = (isWanted) => {
    const files = outputFiles.filter(({ path }) => isWanted(nameOf(path, metafile.outputs)))
    return files.length ? gzipSync(Buffer.concat(files.map(({ contents }) => contents))).length : 0
  }
  const first = loaded(metafile.outputs, [])
  const needed = loaded(metafile.outputs, soon)
  return {
    gzipped: weigh((file) => first.has(file)),
    withSoon: weigh((file) => needed.has(file)),
    later: weigh((file) => !first.has(file)),
    nodeImports,
  }
}

const nameOf = (path, outputs) => Object.keys(outputs).find((name) => path.endsWith(name))

/**
 * The entry and every chunk it imports, directly or through others, without waiting; and those it waits for, if they are
 * needed soon. What is loaded late has an entry point too: ours is the one that no file has.
 */
function loaded(outputs, soon) {
  const seen = new Set()
  const isSoon = (file) => soon.some((end) => outputs[file].entryPoint?.endsWith(`/${end}`))
  const visit = (file) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { path, kind } of outputs[file].imports) {
      if (outputs[path] && (kind === "import-statement" || isSoon(path))) visit(path)
    }
  }
  visit(Object.keys(outputs).find((file) => outputs[file].entryPoint === "<stdin>"))
  const missing = soon.filter(
    (end) => ![...seen].some((file) => outputs[file].entryPoint?.endsWith(`/${end}`)),
  )
  if (missing.length) throw new Error(`not in the bundle: ${missing.join(", ")}`)
  return seen
}

/** What is loaded from the page of sign-in at a provider of OAuth, until the person is signed out again. */
export const signIn = [
  "actions/callback-url.js",
  "actions/callback/oauth.js",
  "actions/csrf.js",
  "actions/pages.js",
  "actions/signin/oauth.js",
  "actions/signout.js",
  "core/failure.js",
  "core/sign-in.js",
  "keys/strength.js",
  "pages/render.js",
]
