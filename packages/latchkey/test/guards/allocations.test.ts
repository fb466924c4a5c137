/** How much garbage a session check and `GET /session` make: it must not grow by accident, nor with keys and providers. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

interface Case {
  readonly compat: 0 | 5
  readonly secrets: number
  readonly providers: number
  readonly way: "check" | "handler"
}

const cases = (["check", "handler"] as const).flatMap((way) =>
  ([0, 5] as const).flatMap((compat): Case[] => [
    { way, compat, secrets: 1, providers: 1 },
    { way, compat, secrets: 2, providers: 1 },
    { way, compat, secrets: 16, providers: 1 },
    { way, compat, secrets: 2, providers: 80 },
  ]),
)
let bytes: number[] = []

/** All in one process, whose young space is never full. */
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--expose-gc",
      "--min-semi-space-size=512",
      "--max-semi-space-size=512",
      "--no-warnings",
      "--import",
      here("../support/source-hooks.mjs"),
      here("./allocations.mjs"),
      JSON.stringify(cases),
    ],
    { env: { PATH: process.env["PATH"], NODE_ENV: "production" } },
  )
  bytes = JSON.parse(stdout) as number[]
}, 180_000)

function bytesOf(compat: 0 | 5, way: Case["way"]): [number, number, number, number] {
  const found = bytes.filter((_, n) => cases[n]!.compat === compat && cases[n]!.way === way)
  return found as [number, number, number, number]
}

const doors = [
  ["our own format", 0],
  ["the door of Auth.js 5", 5],
] as const

describe("bytes that are allocated", () => {
  it.each(doors)(
    "%s, a session check: few, and as many with 16 keys or 80 providers",
    (_, compat) => {
      const [plain, few, keys, providers] = bytesOf(compat, "check")
      expect(plain).toBeGreaterThan(1_000)
      expect(plain).toBeLessThan(12_000)
      expect(keys).toBeLessThan(few * 1.25)
      expect(providers).toBeLessThan(few * 1.25)
    },
  )

  it.each(doors)("%s, GET /session: few, most of them the response's", (_, compat) => {
    const [plain, few, keys, providers] = bytesOf(compat, "handler")
    expect(plain).toBeGreaterThan(4_000)
    // The door seals the cookie anew.
    expect(plain).toBeLessThan(compat === 5 ? 50_000 : 32_000)
    expect(keys).toBeLessThan(few * 1.25)
    expect(providers).toBeLessThan(few * 1.25)
  })
})
