/**
 * What the last test run reported, and what this machine could not run.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findChromium } from "./chromium.mjs"
import { testStatuses } from "./ledger-tests.mjs"
import { cache, root } from "./run.mjs"

/** The statuses of all tests of the last run, see {@link testStatuses}. */
export function lastStatuses() {
  const files = ["unit", "demo", "sites"]
    .map((name) => join(cache, `${name}.json`))
    .filter(existsSync)
  return testStatuses(files.map((file) => JSON.parse(readFileSync(file, "utf8"))))
}

/** Whether a test file, or a folder of them, can't run here: for want of a browser, or of files beside the repository. */
export function notRunHere({ browser = Boolean(findChromium()) } = {}) {
  const inBrowser = (file) => /\/test\/(browser|examples)\//.test(file)
  return (file) => (!browser && inBrowser(file)) || needsShared(join(root, file))
}

/** Vectors of others lie beside the repository; not every machine has them. */
export function needsShared(file) {
  if (existsSync(join(root, "../shared")) || !/\.m?tsx?$|\.mjs$/.test(file)) return false
  return existsSync(file) && /\.\.\/shared/.test(readFileSync(file, "utf8"))
}
