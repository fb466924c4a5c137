/** What is installed beside the adapters: our door under the name they ask for, and nothing else under that name. */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bin, run } from "../../doors/tools.ts"
import { folder, subjects } from "./subjects.ts"

const SLOW = { timeout: 120_000 }
const modules = join(folder, "node_modules")

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
}

const manifestOf = (place: string): Manifest =>
  JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as Manifest

const adapters = ["@auth", "@next-auth"]
  .flatMap((scope) => readdirSync(join(modules, scope)).map((name) => `${scope}/${name}`))
  .filter((name) => name.endsWith("-adapter"))

describe("the tree of published adapters", () => {
  it("has each adapter that is tested, as it is published", () => {
    expect(new Set(subjects.map((subject) => subject.package))).toEqual(new Set(adapters))
    const locked = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version: string; integrity?: string; resolved?: string }>
    }
    for (const name of adapters) {
      const entry = locked.packages[`node_modules/${name}`]!
      expect(entry.integrity, name).toMatch(/^sha512-/)
      expect(manifestOf(join(modules, name)).version).toBe(entry.version)
    }
    expect(Object.values(locked.packages).filter((entry) => entry.resolved)).toEqual([])
  })

  it.each(adapters.filter((name) => name.startsWith("@auth/")))("%s loads our door", (name) => {
    const place = join(modules, name)
    expect(manifestOf(place).dependencies?.["@auth/core"]).toMatch(/^\d/)
    const script = `console.log(import.meta.resolve("@auth/core/adapters"))`
    const args = ["--input-type=module", "-e", script]
    const found = execFileSync(process.execPath, args, { cwd: place, encoding: "utf8" }).trim()
    const door = join(realpathSync(modules), "@auth/core")
    expect(found).toBe(`file://${join(door, "adapters.js")}`)
    expect(manifestOf(door).name).toBe("@latchkey/auth-core")
  })

  it("has no other @auth/core, next-auth or latchkey anywhere", () => {
    const found = findAll(folder).map((place) => [
      place.slice(folder.length + 1),
      manifestOf(place).name,
    ])
    expect(found.toSorted()).toEqual([
      ["guide/node_modules/next-auth", "@latchkey/next-auth-v5"],
      ["node_modules/@auth/core", "@latchkey/auth-core"],
      ["node_modules/latchkey", "latchkey"],
      ["node_modules/next-auth", "@latchkey/next-auth-v4"],
    ])
  })

  it("the doors are within the ranges that the adapters ask for", () => {
    const { satisfies } = createRequire(join(modules, "x.js"))("semver") as {
      satisfies: (version: string, range: string) => boolean
    }
    for (const name of adapters) {
      const range = manifestOf(join(modules, name)).peerDependencies?.["next-auth"]
      if (range) expect(satisfies(manifestOf(join(modules, "next-auth")).version, range)).toBe(true)
    }
  })

  it("TypeScript takes each adapter in a configuration, strictly", SLOW, async () => {
    const { code, output } = await run(join(bin, "tsc"), ["-p", folder], { cwd: folder })
    expect(output).toBe("")
    expect(code).toBe(0)
  })
})

/** Each folder of a package by one of these names, however deep. */
function findAll(place: string): string[] {
  const names = ["@auth/core", "next-auth", "latchkey"]
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((path) => names.some((name) => path.endsWith(`node_modules/${name}`)))
    .map((path) => join(place, path))
}
