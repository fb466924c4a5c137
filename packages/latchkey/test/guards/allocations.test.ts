/** How much garbage a session check makes: it must not grow by accident, nor with the number of keys and providers. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Bytes a check, in a process whose young space is never full. */
async function bytesOf(compat: 0 | 5, secrets: number, providers: number): Promise<number> {
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
      ...[compat, secrets, providers].map(String),
    ],
    { env: { PATH: process.env["PATH"], NODE_ENV: "production" } },
  )
  return Number(stdout)
}

describe("bytes that a session check allocates", () => {
  it.each([
    ["our own format", 0 as const],
    ["the door of Auth.js 5", 5 as const],
  ])(
    "%s: few, and as many with 16 keys or 80 providers",
    async (_, compat) => {
      const plain = await bytesOf(compat, 1, 1)
      expect(plain).toBeGreaterThan(1_000)
      expect(plain).toBeLessThan(16_000)
      const few = await bytesOf(compat, 2, 1)
      expect(await bytesOf(compat, 16, 1)).toBeLessThan(few * 1.25)
      expect(await bytesOf(compat, 2, 80)).toBeLessThan(few * 1.25)
    },
    60_000,
  )
})
