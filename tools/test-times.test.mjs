import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { long } from "./longest-first.mjs"
import { root } from "./run.mjs"
import { minutes, slowest } from "./test-times.mjs"

describe("where the time of the tests goes", () => {
  it("names the slowest files, the longest first", () => {
    const files = [3, 9, 1, 4].map((seconds) => ({ file: `${seconds}.test.ts`, seconds }))
    expect(slowest(files, 2).map(({ file }) => file)).toEqual(["9.test.ts", "4.test.ts"])
  })

  it.each([
    [0.4, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [1060, "17 min 40 s"],
  ])("says %d seconds as one reads it", (seconds, text) => expect(minutes(seconds)).toBe(text))

  it("knows no long file that is gone", () => {
    expect(long.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})
