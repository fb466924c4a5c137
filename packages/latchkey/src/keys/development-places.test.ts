import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import {
  FILE,
  inOwnProject,
  inProject,
  modeOf,
  moveTo,
  os,
  project,
  root,
  start,
} from "../../test/support/development-project.ts"
import { findDevelopmentSecret, isKeptForDevelopment } from "./development.ts"

inOwnProject()

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
    moveTo(join(project, "a -folder".repeat(12), "another_one".repeat(8)))
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
    moveTo(join(root, "tmp", "project"))
    inProject("AUTH_SECRET=theirs")
    expect(findDevelopmentSecret()?.secret).toBe("theirs")
    const me = os.userInfo()
    vi.spyOn(os, "userInfo").mockReturnValue({ ...me, uid: me.uid + 1 })
    expect(findDevelopmentSecret()).toBeUndefined()
    moveTo(join(root, "project"))
    inProject("AUTH_SECRET=mine")
    expect(findDevelopmentSecret()?.secret).toBe("mine")
  })
})

it("a folder may be named as the file is", () => {
  moveTo(join(root, "home.local", "app.local"))
  expect(start()!.origin).toBe(`development, ${FILE}`)
  expect(readdirSync(project)).toEqual([FILE])
})
