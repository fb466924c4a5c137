import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import {
  FILE,
  inOwnProject,
  fs,
  inProject,
  modeOf,
  project,
  projectFile,
  restart,
  start,
} from "../../test/support/development-project.ts"
import { developmentSecret, findDevelopmentSecret, isKeptForDevelopment } from "./development.ts"

inOwnProject()

describe("a first start", () => {
  it("makes a secret, and keeps it where the framework's loader reads it", () => {
    const { secret, origin } = start()!
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(origin).toBe(`development, ${FILE}`)
    expect(projectFile()).toMatch(/^# Made by Latchkey .+\nAUTH_SECRET=[\w-]{43}\n$/)
    expect(projectFile()).toContain(`AUTH_SECRET=${secret}\n`)
    expect(modeOf(join(project, FILE))).toBe(0o600)
    expect(readdirSync(project)).toEqual([FILE])
  })

  it.each([
    ["OTHER=1", "OTHER=1\n#"],
    ["OTHER=1\n", "OTHER=1\n#"],
    ["", "#"],
  ])("adds to what is there: %j", (before, expected) => {
    inProject(before)
    const { secret } = start()!
    expect(projectFile().slice(0, expected.length)).toBe(expected)
    expect(projectFile().endsWith(`\nAUTH_SECRET=${secret}\n`)).toBe(true)
  })

  it("takes what another process wrote in the meantime", () => {
    const open = fs.openSync
    vi.spyOn(fs, "openSync").mockImplementationOnce((...args) => {
      inProject("AUTH_SECRET=the-others\n")
      return open(...args)
    })
    expect(start()).toEqual({ secret: "the-others", origin: `development, ${FILE}` })
    expect(projectFile()).toBe("AUTH_SECRET=the-others\n")
  })
})

describe("afterwards", () => {
  it("the process remembers it, and the next one finds it", () => {
    const made = start()
    expect(developmentSecret(() => undefined)).toEqual(made)
    expect(start()).toEqual(made)
    expect(findDevelopmentSecret()).toEqual(made)
    inProject("AUTH_SECRET=another\n")
    restart()
    expect(developmentSecret(() => undefined)!.secret).toBe("another")
    inProject("")
    expect(developmentSecret(() => undefined)!.secret).toBe("another")
  })

  it("it is known again, and no other is", () => {
    expect(findDevelopmentSecret()).toBeUndefined()
    expect(isKeptForDevelopment("another")).toBe(false)
    const { secret } = start()!
    expect(isKeptForDevelopment(secret)).toBe(true)
    expect(isKeptForDevelopment("another")).toBe(false)
  })

  it.each([
    ["AUTH_SECRET=one", "one"],
    ["A=1\n  export  AUTH_SECRET = one  \nB=2", "one"],
    ['AUTH_SECRET="one two"', "one two"],
    ["AUTH_SECRET='one'", "one"],
    ["AUTH_SECRET=one # of mine", "one"],
    ["AUTH_SECRET=one\r\nB=2", "one"],
    ["MY_AUTH_SECRET=one", undefined],
    ["#AUTH_SECRET=one", undefined],
    ["AUTH_SECRET=", undefined],
  ])("a person's own line is read: %j", (text, expected) => {
    inProject(text)
    expect(findDevelopmentSecret()?.secret).toBe(expected)
  })
})

describe("of many first starts one writes", () => {
  const lock = (): string => join(project, ".env.development.lock.local")

  it("a lock that a process left behind is removed", () => {
    writeFileSync(lock(), "")
    utimesSync(lock(), new Date(), new Date(Date.now() - 3_100))
    expect(start()!.origin).toBe(`development, ${FILE}`)
    expect(readdirSync(project)).toEqual([FILE])
  })

  it("one that is held is waited for, for five seconds", () => {
    writeFileSync(lock(), "")
    // So that it does not grow old.
    utimesSync(lock(), new Date(), new Date(Date.now() + 60_000))
    const began = Date.now()
    let looks = 0
    vi.spyOn(Date, "now").mockImplementation(() => began + 500 * looks++)
    expect(start()!.origin).toContain("below the temporary folder")
    expect(existsSync(lock())).toBe(true)
    expect(looks).toBeGreaterThan(10)
    expect(looks).toBeLessThan(30)
  })

  it("one that can't be had is not waited for", () => {
    const locking = vi.spyOn(fs, "openSync").mockImplementation(() => {
      throw Object.assign(new Error("read-only"), { code: "EROFS" })
    })
    expect(start()!.origin).toBe("development (this process only)")
    // Once for the project, and once outside of it.
    expect(locking).toHaveBeenCalledTimes(2)
  })

  it("one that another took for left behind is no loss", () => {
    const rename = fs.renameSync
    vi.spyOn(fs, "renameSync").mockImplementationOnce((from, to) => {
      fs.rmSync(lock())
      rename(from, to)
    })
    expect(start()!.origin).toBe(`development, ${FILE}`)
  })

  it("one that ends while it is waited for is no hindrance", () => {
    writeFileSync(lock(), "")
    vi.spyOn(fs, "statSync").mockImplementation(((file: string) => {
      if (file === lock()) fs.rmSync(file)
      throw new Error("ENOENT")
    }) as never)
    expect(start()!.origin).toBe(`development, ${FILE}`)
  })
})

describe("where nothing can be kept", () => {
  it("it is this process's alone, where that is asked for", () => {
    const env = { AUTH_DEV_SECRET: "ephemeral" }
    const made = start(env)!
    expect(made).toEqual({
      secret: expect.stringMatching(/^[\w-]{43}$/),
      origin: "development (this process only)",
    })
    expect(developmentSecret((name) => (env as Record<string, string>)[name])).toEqual(made)
    expect(start(env)!.secret).not.toBe(made.secret)
    expect(readdirSync(project)).toEqual([])
  })

  it("it is this process's alone, where no place can be written to", () => {
    vi.spyOn(fs, "mkdirSync").mockImplementation(() => {
      throw new Error("EROFS")
    })
    expect(start()).toEqual({
      secret: expect.stringMatching(/^[\w-]{43}$/),
      origin: "development (this process only)",
    })
    expect(readdirSync(project)).toEqual([])
  })

  it("there is none, where the runtime has no files", () => {
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined })
    expect(start()).toBeUndefined()
    expect(findDevelopmentSecret()).toBeUndefined()
    expect(isKeptForDevelopment("one")).toBe(false)
    vi.stubGlobal("process", { getBuiltinModule: () => fs })
    expect(start()).toBeUndefined()
    vi.stubGlobal("process", undefined)
    expect(start()).toBeUndefined()
    vi.unstubAllGlobals()
  })
})
