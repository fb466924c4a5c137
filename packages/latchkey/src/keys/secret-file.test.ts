import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { fileOf, type ReadEnvironment } from "./secret-file.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-files-"))
/** As it is for who gets the module from the runtime, without an import. */
const fs = process.getBuiltinModule("node:fs")

let files = 0
function fileWith(text: string): string {
  const file = join(folder, `secret-${files++}`)
  writeFileSync(file, text)
  return file
}

/** Writes, and makes sure that the time of the change is another one. */
function rewrite(file: string, text: string): void {
  writeFileSync(file, text)
  utimesSync(file, new Date(), new Date(Date.now() + 60_000 * ++files))
}

function naming(file: string | undefined): {
  read: ReadEnvironment
  env: { file?: string | undefined }
} {
  const env = { file }
  const read = (name: string): string | undefined => (name === "KEY_FILE" ? env.file : undefined)
  return { read: Object.assign(read, { scope: env }), env }
}
const contentOf = (file: string | undefined): string | undefined => fileOf(naming(file).read, "KEY")

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})
const pass = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds)

describe("what a file holds", () => {
  it.each([
    ["text", "text"],
    ["text\n", "text"],
    ["text\r\n", "text"],
    ["text\n\n", "text\n"],
    [" two\nlines ", " two\nlines "],
    ["x".repeat(65_536), "x".repeat(65_536)],
  ])("%j, without one line break at its end", (text, expected) => {
    expect(contentOf(fileWith(text))).toBe(expected)
  })

  it("nothing, where it is blank, longer than any secret, or not there", () => {
    expect(contentOf(fileWith(" \n"))).toBeUndefined()
    expect(contentOf(fileWith("x".repeat(65_537)))).toBeUndefined()
    expect(contentOf(join(folder, "nowhere"))).toBeUndefined()
    expect(contentOf(folder)).toBeUndefined()
    expect(contentOf("")).toBeUndefined()
    expect(contentOf(undefined)).toBeUndefined()
  })

  it("nothing, where the runtime has no files", () => {
    const file = fileWith("text")
    for (const runtime of [undefined, {}, { getBuiltinModule: () => undefined }]) {
      vi.stubGlobal("process", runtime)
      expect(contentOf(file)).toBeUndefined()
    }
    vi.unstubAllGlobals()
    expect(contentOf(file)).toBe("text")
  })

  it("is the process's own, for all who read its environment", () => {
    const file = fileWith("text")
    expect(fileOf((name) => (name === "SHARED_FILE" ? file : undefined), "SHARED")).toBe("text")
    rmSync(file)
    expect(fileOf((name) => (name === "SHARED_FILE" ? file : undefined), "SHARED")).toBe("text")
  })
})

describe("how often it is looked at", () => {
  it("once a second, and read only when it has changed", () => {
    const { read } = naming(fileWith("text"))
    const [look, open] = [vi.spyOn(fs, "statSync"), vi.spyOn(fs, "readFileSync")]
    for (const milliseconds of [0, 999, 1, 1_000]) {
      pass(milliseconds)
      expect(fileOf(read, "KEY")).toBe("text")
    }
    expect(look).toHaveBeenCalledTimes(3)
    expect(open).toHaveBeenCalledTimes(1)
  })

  it("at once, where another one is named or none", () => {
    const { read, env } = naming(fileWith("one"))
    expect(fileOf(read, "KEY")).toBe("one")
    env.file = fileWith("two")
    expect(fileOf(read, "KEY")).toBe("two")
    env.file = undefined
    expect(fileOf(read, "KEY")).toBeUndefined()
  })

  it("a name that comes is seen after a second", () => {
    const { read, env } = naming(undefined)
    expect(fileOf(read, "KEY")).toBeUndefined()
    env.file = fileWith("text")
    pass(999)
    expect(fileOf(read, "KEY")).toBeUndefined()
    pass(1)
    expect(fileOf(read, "KEY")).toBe("text")
  })

  it("each environment for itself", () => {
    const [one, two] = [naming(fileWith("one")), naming(fileWith("two"))]
    expect([one, two, one].map(({ read }) => fileOf(read, "KEY"))).toEqual(["one", "two", "one"])
  })
})

describe("a file that changes", () => {
  it("is seen by its time, its length, or its place on the disk", () => {
    const file = fileWith("one")
    const { read } = naming(file)
    expect(fileOf(read, "KEY")).toBe("one")
    rewrite(file, "two")
    pass(1_000)
    expect(fileOf(read, "KEY")).toBe("two")
    // A mount is swapped: another file with the same time and length.
    const { atime, mtime } = fs.statSync(file)
    const next = fileWith("six")
    utimesSync(next, atime, mtime)
    renameSync(next, file)
    pass(1_000)
    expect(fileOf(read, "KEY")).toBe("six")
  })

  it("keeps its last content while it can't be read, and only its own", () => {
    const file = fileWith("text")
    const { read, env } = naming(file)
    expect(fileOf(read, "KEY")).toBe("text")
    rmSync(file)
    pass(1_000)
    expect(fileOf(read, "KEY")).toBe("text")
    pass(1_000)
    expect(fileOf(read, "KEY")).toBe("text")
    env.file = join(folder, "nowhere")
    expect(fileOf(read, "KEY")).toBeUndefined()
  })
})
