/**
 * The suite as a worker: `/count` says how many cases there are, `/<number>` runs that one. One request for each case,
 * since a promise of one request is not to be waited for in another: what the library keeps must not be one.
 *
 * @module
 */
import { assert } from "./assert.mjs"
import { lib } from "./installed.mjs"
import { runCase } from "./report.mjs"
import { suite } from "./suite.mjs"

const cases = suite(lib, assert)

export default {
  async fetch(request) {
    const asked = new URL(request.url).pathname.slice(1)
    if (asked === "count") return Response.json(cases.length)
    const number = Number(asked)
    return Response.json(await runCase(cases[number - 1], number))
  },
}
