/**
 * The edge runtime: web APIs in a context that has no process, Buffer, require or modules.
 *
 * @module
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { bundle } from "./bundles.mjs"
import { install } from "./install.mjs"

export async function edge() {
  const folder = await install("edge", { "@edge-runtime/vm": "5.0.0" })
  const { EdgeVM } = createRequire(join(folder, "package.json"))("@edge-runtime/vm")
  const { text } = await bundle({
    entry: "suite/edge.mjs",
    conditions: ["edge-light"],
    format: "iife",
  })
  const vm = new EdgeVM()
  const bare = ["process", "Buffer", "require", "module"].filter(
    (name) => vm.evaluate(`typeof ${name}`) !== "undefined",
  )
  if (bare.length > 0) throw new Error(`the edge runtime has ${bare.join(", ")}: nothing is tested`)
  vm.evaluate(text)
  const output = (await vm.evaluate("globalThis.portable")).join("\n")
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output)
  return { passed: Number(passed), failed: Number(failed), output }
}
