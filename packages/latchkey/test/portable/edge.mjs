/** The suite as a script for a runtime that has neither modules nor a process: it leaves a promise behind. */
import { assert } from "./assert.mjs"
import { lib } from "./installed.mjs"
import { runAll } from "./report.mjs"
import { suite } from "./suite.mjs"

const lines = []
globalThis.portable = runAll(suite(lib, assert), (line) => lines.push(line)).then(() => lines)
