/**
 * Runs the suite in whatever runtime runs this file: `node run.mjs [latchkey | a folder of built files]`.
 *
 * @module
 */
import { assert } from "./assert.mjs"
import { library, modules } from "./library.mjs"
import { runAll } from "./report.mjs"
import { suite } from "./suite.mjs"

const from = globalThis.process.argv[2] ?? "latchkey"
const isPath = /^[./]|^[a-z]:[\\/]/i.test(from)

async function load({ name, file }) {
  if (!isPath) return import(`${from}${name}`)
  const { pathToFileURL } = await import("node:url")
  return import(pathToFileURL(`${from}/${file}`).href)
}

const loaded = {}
for (const [part, where] of Object.entries(modules)) loaded[part] = await load(where)
const { failed } = await runAll(suite(library(loaded), assert), console.log)
globalThis.process.exitCode = failed === 0 ? 0 : 1
