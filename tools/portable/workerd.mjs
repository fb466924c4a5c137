/**
 * workerd, through Miniflare.
 *
 * @module
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { bundle } from "./bundles.mjs"
import { install } from "./install.mjs"

const versions = { miniflare: "4.20260730.0", workerd: "1.20261023.1" }

/** @param {{ flags: string[] }} options compatibility flags */
export async function workerd({ flags }) {
  const { workerd: pinned } = versions
  const folder = await install("workerd", versions, {
    overrides: { workerd: pinned },
    allowScripts: { workerd: true },
  })
  const { Miniflare } = createRequire(join(folder, "package.json"))("miniflare")
  const { text } = await bundle({
    entry: "suite/worker.mjs",
    conditions: ["workerd", "worker"],
    format: "esm",
  })
  const worker = new Miniflare({
    modules: true,
    script: text,
    compatibilityDate: "2026-07-30",
    compatibilityFlags: flags,
  })
  try {
    return await eachCase(worker)
  } finally {
    await worker.dispose()
  }
}

async function eachCase(worker) {
  const ask = async (path) => (await worker.dispatchFetch(`http://worker.test/${path}`)).json()
  const cases = await ask("count")
  const lines = []
  let passed = 0
  for (let number = 1; number <= cases; number++) {
    const result = await ask(number).catch((error) => ({
      passed: false,
      line: `not ok ${number} - the worker gave no answer: ${error}`,
    }))
    if (result.passed) passed++
    lines.push(result.line)
  }
  return { passed, failed: cases - passed, output: lines.join("\n") }
}
