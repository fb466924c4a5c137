import { readFile } from "node:fs/promises"
import fc from "fast-check"
import { afterEach, describe, expect, it, vi } from "vitest"
import { isBuildPhase, isProduction, readEnv } from "./env.ts"

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe("readEnv", () => {
  it("reads the process as it is now", () => {
    vi.stubEnv("LATCHKEY_TEST", "one")
    expect(readEnv("LATCHKEY_TEST")).toBe("one")
    vi.stubEnv("LATCHKEY_TEST", "two")
    expect(readEnv("LATCHKEY_TEST")).toBe("two")
    vi.stubEnv("LATCHKEY_TEST", "")
    expect(readEnv("LATCHKEY_TEST")).toBe("")
    vi.stubEnv("LATCHKEY_TEST", undefined)
    expect(readEnv("LATCHKEY_TEST")).toBeUndefined()
  })

  it("reads what it is given, and then nothing else", () => {
    vi.stubEnv("LATCHKEY_TEST", "process")
    expect(readEnv("LATCHKEY_TEST", { LATCHKEY_TEST: "given" })).toBe("given")
    expect(readEnv("LATCHKEY_TEST", {})).toBeUndefined()
    expect(readEnv("LATCHKEY_TEST", { LATCHKEY_TEST: undefined })).toBeUndefined()
  })

  it("takes no binding and nothing inherited for a variable", () => {
    const env = { KV: { get: () => "x" } } as unknown as Record<string, string>
    for (const name of ["KV", "constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(readEnv(name, env), name).toBeUndefined()
      expect(readEnv(name), name).toBeUndefined()
    }
  })

  it("reads Deno's where there is no process", () => {
    vi.stubGlobal("process", undefined)
    vi.stubGlobal("Deno", { env: { get: (name: string) => (name === "A" ? "deno" : undefined) } })
    expect(readEnv("A")).toBe("deno")
    expect(readEnv("B")).toBeUndefined()
  })

  it("has nothing where nothing may be read", () => {
    const refuse = (): never => {
      throw new Error("requires env access")
    }
    vi.stubGlobal("process", { env: new Proxy({}, { get: refuse }) })
    vi.stubGlobal("Deno", { env: { get: refuse } })
    expect(readEnv("A")).toBeUndefined()
    vi.stubGlobal("Deno", undefined)
    vi.stubGlobal("process", undefined)
    expect(readEnv("A")).toBeUndefined()
    vi.stubGlobal("process", {})
    expect(readEnv("A")).toBeUndefined()
  })

  it("never throws for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        readEnv(name)
        expect(readEnv(name, {})).toBeUndefined()
      }),
    )
  })

  /** A bundler writes the build's value over `process.env.NAME` (M1). */
  it("has no access in its source that a bundler could write a value over", async () => {
    const source = await readFile(new URL("./env.ts", import.meta.url), "utf8")
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
    expect(code).not.toMatch(/env\??\.[A-Z_]|env\??\.?\[["'`]|(?<![.\w])process\.env|import\.meta/)
  })
})

describe("isProduction", () => {
  it.each<[string | undefined, boolean]>([
    ["production", true],
    [undefined, true],
    ["", true],
    ["staging", true],
    ["Development", true],
    ["dev", true],
    ["development ", true],
    ["development", false],
    ["test", false],
  ])("says of NODE_ENV %j: %s", (mode, expected) => {
    expect(isProduction({ NODE_ENV: mode })).toBe(expected)
    vi.stubEnv("NODE_ENV", mode)
    expect(isProduction()).toBe(expected)
  })

  it("asks nothing else", () => {
    expect(isProduction({ CI: "1", VERCEL_ENV: "development", DEBUG: "1", AUTH_DEBUG: "1" })).toBe(
      true,
    )
  })
})

describe("isBuildPhase", () => {
  it("knows the build of Next.js", () => {
    expect(isBuildPhase({ NEXT_PHASE: "phase-production-build" })).toBe(true)
    for (const phase of [undefined, "", "phase-production-server", "phase-development-server"]) {
      expect(isBuildPhase({ NEXT_PHASE: phase })).toBe(false)
    }
  })
})
