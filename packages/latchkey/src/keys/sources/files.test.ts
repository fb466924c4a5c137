import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, vi } from "vitest"
import { SourceMemory } from "../source.ts"
import { directory } from "./directory.ts"
import { env } from "./env.ts"
import { file } from "./file.ts"
import { systemdCredential } from "./systemd-credential.ts"

const folders: string[] = []
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "latchkey-source-"))
  folders.push(made)
  return made
}
afterEach(() => {
  vi.unstubAllEnvs()
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true })
})

/** Writes a version as kubelet does: a dated directory, `..data` swapped onto it by one rename, links through it. */
function mount(at: string, version: string, files: Record<string, string>): void {
  const dated = `..2026_${version}`
  mkdirSync(join(at, dated))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, dated, name), text)
  symlinkSync(dated, join(at, "..data_tmp"))
  renameSync(join(at, "..data_tmp"), join(at, "..data"))
  for (const name of Object.keys(files)) {
    try {
      symlinkSync(join("..data", name), join(at, name))
    } catch {
      // It is there since the first version.
    }
  }
}

describe("file", () => {
  it("loses one trailing newline, and nothing else", async () => {
    const at = join(folder(), "secret")
    for (const [text, value] of [
      ["abc", "abc"],
      ["abc\n", "abc"],
      ["abc\r\n", "abc"],
      ["abc\n\n", "abc\n"],
      ['"abc" ', '"abc" '],
      ["x".repeat(65_536), "x".repeat(65_536)],
    ] as const) {
      writeFileSync(at, text)
      expect(await file(at).get()).toBe(value)
    }
  })

  it("several are newest first; only the first must exist", async () => {
    const at = folder()
    writeFileSync(join(at, "old"), "old\n")
    const source = file([join(at, "new"), join(at, "gone"), join(at, "old")])
    await expect(source.get()).rejects.toThrow(/new does not exist/)
    writeFileSync(join(at, "new"), "new\n")
    expect(await source.get()).toEqual(["new", "old"])
    expect(source.name).toBe(`file:${at}/new,${at}/gone,${at}/old`)
  })

  it("refuses what is no secret, and says which file and why", async () => {
    const at = folder()
    const path = join(at, "secret")
    await expect(file(at).get()).rejects.toThrow("is not a file")
    writeFileSync(path, "\n")
    await expect(file(path).get()).rejects.toThrow(`${path} is empty`)
    writeFileSync(path, "x".repeat(65_537))
    await expect(file({ path }).get()).rejects.toThrow("larger than 64 KiB")
    writeFileSync(path, Uint8Array.of(0xff, 0xfe, 1))
    await expect(file(path).get()).rejects.toThrow("not UTF-8")
    writeFileSync(path, "a\0b")
    await expect(file(path).get()).rejects.toThrow("not UTF-8")
    expect(() => file([])).toThrow(TypeError)
  })

  it("an unreadable one is named", async () => {
    const path = join(folder(), "secret")
    writeFileSync(path, "x")
    chmodSync(path, 0)
    // Root may read anything but a folder.
    const root = process.getuid?.() === 0
    await expect(file(root ? folder() : path).get()).rejects.toThrow(
      root ? "is not a file" : "EACCES",
    )
  })

  it("a Kubernetes swap is noticed by watching the directory", async () => {
    const at = folder()
    mount(at, "1", { auth: "one" })
    const source = file(join(at, "auth"))
    const memory = new SourceMemory()
    memory.follow(source)
    const ask = (): ReturnType<typeof source.get> => source.get()
    expect(await memory.get(ask, 3600)).toEqual(["one"])
    mount(at, "2", { auth: "two" })
    await vi.waitFor(() => expect(memory.get(ask, 3600)).toEqual(["two", "one"]), 20_000)
    memory.close()
  })

  it("a poll notices what the file system doesn't tell", async () => {
    vi.useFakeTimers()
    try {
      const at = folder()
      // Watched from outside: the real directory is another one, so that no event comes.
      const real = folder()
      mkdirSync(join(real, "a"))
      writeFileSync(join(real, "a", "auth"), "one")
      symlinkSync(join(real, "a"), join(at, "link"))
      symlinkSync("link/auth", join(at, "auth"))
      let changes = 0
      const stop = file(join(at, "auth")).watch!(() => changes++)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(changes).toBe(0)
      writeFileSync(join(real, "a", "auth"), "two, longer")
      await vi.advanceTimersByTimeAsync(16_000)
      expect(changes).toBe(1)
      stop()
      writeFileSync(join(real, "a", "auth"), "three, longer still")
      await vi.advanceTimersByTimeAsync(60_000)
      expect(changes).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe("directory", () => {
  it("reads the given names, or all with the highest number first", async () => {
    const at = folder()
    mount(at, "1", { auth_9: "nine", auth_10: "ten\n", other: "other" })
    expect(await directory({ path: at, names: ["auth_9", "gone"] }).get()).toEqual(["nine"])
    expect(await directory(at).get()).toEqual(["other", "ten", "nine"])
    await expect(directory({ path: at, names: ["gone"] }).get()).rejects.toThrow("no file gone")
    await expect(directory(join(at, "nowhere")).get()).rejects.toThrow("does not exist")
    expect(() => directory({ path: at, names: ["../etc/passwd"] })).toThrow(TypeError)
    expect(() => directory({ path: at, names: [".."] })).toThrow(TypeError)
  })

  it("never mixes two versions of a mount", async () => {
    const at = folder()
    mount(at, "0", { a: "a0", b: "b0" })
    const source = directory({ path: at, names: ["a", "b"] })
    let seen = 0
    for (let version = 1; version <= 60; version++) {
      const reading = source.get() as Promise<string[]>
      mount(at, String(version), { a: `a${version}`, b: `b${version}` })
      const [a, b] = await reading.catch(() => ["a", "b"])
      expect(b).toBe(a!.replace("a", "b"))
      if (a === `a${version}`) seen++
    }
    expect(seen).toBeGreaterThan(0)
  })

  it("a swap is noticed", async () => {
    const at = folder()
    mount(at, "1", { auth: "one" })
    let changes = 0
    const stop = directory(at).watch!(() => changes++)
    mount(at, "2", { auth: "two" })
    await vi.waitFor(() => expect(changes).toBe(1), 20_000)
    stop()
  })
})

describe("systemdCredential and env", () => {
  it("reads the credential of the unit, and says what the unit lacks", async () => {
    const at = folder()
    const source = systemdCredential("auth")
    vi.stubEnv("CREDENTIALS_DIRECTORY", undefined)
    await expect(source.get()).rejects.toThrow("LoadCredential=auth:")
    vi.stubEnv("CREDENTIALS_DIRECTORY", at)
    await expect(source.get()).rejects.toThrow("the unit has no LoadCredential=auth:")
    writeFileSync(join(at, "auth"), "text\n")
    expect(await source.get()).toBe("text")
    for (const bad of ["", "..", "a/b"]) expect(() => systemdCredential(bad)).toThrow(TypeError)
  })

  it("reads variables as they are now, newest first", () => {
    const source = env("LK_TEST_NEW", "LK_TEST_OLD")
    expect(() => source.get()).toThrow("LK_TEST_NEW is not set")
    vi.stubEnv("LK_TEST_NEW", " ")
    expect(() => source.get()).toThrow("LK_TEST_NEW is empty")
    vi.stubEnv("LK_TEST_NEW", "new")
    expect(source.get()).toEqual(["new"])
    vi.stubEnv("LK_TEST_OLD", "old")
    expect(source.get()).toEqual(["new", "old"])
  })
})
