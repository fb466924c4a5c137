import { execFileSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { developmentSecret, findDevelopmentSecret, isKeptForDevelopment } from "./development.ts"

const FILE = ".env.development.local"
/** As they are for who gets them from the runtime, without an import. */
const fs = process.getBuiltinModule("node:fs")
const os = process.getBuiltinModule("node:os")

let root = ""
let project = ""

/** A process that has not asked yet. */
function restart(): void {
  const registry = Symbol.for("latchkey/registry/1")
  ;(globalThis as { [registry]?: Map<string, unknown> })[registry]?.delete("development-secret")
}
const start = (env: Record<string, string> = {}) => {
  restart()
  return developmentSecret((name) => env[name])
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "latchkey-development-")))
  project = join(root, "project")
  mkdirSync(project)
  vi.stubEnv("TMPDIR", join(root, "tmp"))
  vi.spyOn(process, "cwd").mockImplementation(() => project)
})
afterEach(() => {
  restart()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const inProject = (text: string): void => writeFileSync(join(project, FILE), text)
const projectFile = (): string => readFileSync(join(project, FILE), "utf8")
const modeOf = (file: string): number => statSync(file).mode & 0o777

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

describe("git never shows it", () => {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: project, encoding: "utf8" })
  const status = (): string => git("status", "--porcelain", "--untracked-files=all")
  const privateFile = (name = project): string => {
    const folder = name.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(-120)
    return join(root, "tmp", `latchkey-${os.userInfo().uid}`, folder, FILE)
  }
  const inPrivate = "development, a file of this user's below the temporary folder"

  it("in the project where the ignore rules cover it", () => {
    git("init", "-q")
    writeFileSync(join(project, ".gitignore"), ".env*.local\n")
    const before = status()
    expect(start()!.origin).toBe(`development, ${FILE}`)
    expect(status()).toBe(before)
  })

  it("among what is installed where they don't", () => {
    git("init", "-q")
    mkdirSync(join(project, "node_modules"))
    const place = `node_modules/.cache/latchkey/${FILE}`
    const made = start()!
    expect(made.origin).toBe(`development, ${place}`)
    expect(readFileSync(join(project, place), "utf8")).toContain(made.secret)
    expect(existsSync(join(project, FILE))).toBe(false)
    expect(start()).toEqual(made)
  })

  it("and outside of it, for this user alone, where nothing is", () => {
    git("init", "-q")
    const made = start()!
    expect(made.origin).toBe(inPrivate)
    expect(readdirSync(project)).toEqual([".git"])
    expect(readFileSync(privateFile(), "utf8")).toContain(made.secret)
    expect(modeOf(dirname(privateFile()))).toBe(0o700)
    expect(start()).toEqual(made)
    expect(isKeptForDevelopment(made.secret)).toBe(true)
  })

  it("each project has its own there, however long its path is", () => {
    project = join(project, "a -folder".repeat(12), "another_one".repeat(8))
    mkdirSync(project, { recursive: true })
    git("init", "-q")
    const { secret } = start()!
    expect(readFileSync(privateFile(), "utf8")).toContain(secret)
  })

  it("one that was made stays, though there is a better place now", () => {
    git("init", "-q")
    const made = start()!
    expect(made.origin).toBe(inPrivate)
    writeFileSync(join(project, ".gitignore"), ".env*.local\n")
    expect(start()).toEqual(made)
    expect(existsSync(join(project, FILE))).toBe(false)
  })

  it("where git can't say, a repository is one by its folder", () => {
    mkdirSync(join(project, ".git"))
    expect(start()!.origin).toBe(inPrivate)
  })

  it("where there is no git to ask, a repository is one by its folder", () => {
    vi.stubEnv("PATH", join(root, "nowhere"))
    mkdirSync(join(root, ".git"))
    expect(start()!.origin).toBe(inPrivate)
  })

  it("where there is no git to ask, and no repository, it is in the project", () => {
    vi.stubEnv("PATH", join(root, "nowhere"))
    expect(start()!.origin).toBe(`development, ${FILE}`)
  })

  it("what another user put below the temporary folder does not count", () => {
    project = join(root, "tmp", "project")
    mkdirSync(project, { recursive: true })
    inProject("AUTH_SECRET=theirs")
    expect(findDevelopmentSecret()?.secret).toBe("theirs")
    const me = os.userInfo()
    vi.spyOn(os, "userInfo").mockReturnValue({ ...me, uid: me.uid + 1 })
    expect(findDevelopmentSecret()).toBeUndefined()
    project = join(root, "project")
    inProject("AUTH_SECRET=mine")
    expect(findDevelopmentSecret()?.secret).toBe("mine")
  })
})

it("a folder may be named as the file is", () => {
  project = join(root, "home.local", "app.local")
  mkdirSync(project, { recursive: true })
  expect(start()!.origin).toBe(`development, ${FILE}`)
  expect(readdirSync(project)).toEqual([FILE])
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
