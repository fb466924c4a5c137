/**
 * How long test files take, their imports and hooks included: a reporter for vitest, which writes it to the file that
 * `TEST_TIMES` names, and what one reads of it.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { relative } from "node:path"
import { root } from "./run.mjs"

/** @typedef {{ file: string, seconds: number }} FileTime the path from the repository's root */

export default class TimesReporter {
  /** @type {FileTime[]} */
  #files = []

  onTestModuleEnd(module) {
    const { collectDuration, duration } = module.diagnostic()
    const seconds = (collectDuration + duration) / 1000
    this.#files.push({ file: relative(root, module.moduleId), seconds })
  }

  onTestRunEnd() {
    const { TEST_TIMES } = process.env
    if (TEST_TIMES) writeFileSync(TEST_TIMES, JSON.stringify(this.#files))
  }
}

/**
 * @param {readonly FileTime[]} files
 * @param {number} count how many at most
 * @returns {FileTime[]} the longest first
 */
export function slowest(files, count) {
  return files.toSorted((one, other) => other.seconds - one.seconds).slice(0, count)
}

/**
 * As one reads it: `17 min 40 s`.
 *
 * @param {number} seconds
 */
export function minutes(seconds) {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
