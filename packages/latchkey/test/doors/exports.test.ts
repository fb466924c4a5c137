/**
 * Every path and every name that the published packages export: ours has it, or the list of gaps says why not.
 */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { doors } from "../../../../tools/doors.mjs"
import { providersOf } from "../../../../tools/make-doors.mjs"
import { appOf, installPublished, packDoors } from "../../../../tools/pack-doors.mjs"
import { allowedGaps } from "./allowed-gaps.ts"
import { declarationsOf, type Names, namesOf } from "./names.ts"

const published = await installPublished()
const majorOf = (folder: string): 4 | 5 => (folder === "next-auth-v4" ? 4 : 5)

interface Compared {
  readonly missing: string[]
  readonly have: Map<string, Names>
}

function compare(folder: string, standsFor: string): Compared {
  const major = majorOf(folder)
  const theirs = declarationsOf(join(published![`v${major}`], "node_modules", standsFor))
  const ours = declarationsOf(join(appOf(major), "node_modules", standsFor))
  const theirNames = namesOf([...theirs.values()])
  const ourNames = namesOf([...ours.values()])
  const missing: string[] = []
  for (const [path, file] of theirs) {
    const own = ours.get(path)
    if (!own) {
      missing.push(`${folder} ${path}`)
      continue
    }
    const { values, types } = ourNames.get(own)!
    const wanted = theirNames.get(file)!
    for (const name of wanted.values) {
      if (!values.has(name)) missing.push(`${folder} ${path} ${name}`)
    }
    for (const name of wanted.types) {
      if (!types.has(name) && !values.has(name)) missing.push(`${folder} ${path} type ${name}`)
    }
  }
  return { missing, have: new Map([...ours].map(([path, file]) => [path, ourNames.get(file)!])) }
}

describe.skipIf(!published)("names of the published packages", () => {
  for (const { folder, standsFor, providers, left } of doors) {
    it(`${folder} exports what ${standsFor} does`, { timeout: 240_000 }, async () => {
      await packDoors()
      const { missing } = compare(folder, standsFor)
      const { missing: absent } = providersOf({ providers })
      const known = [...left, ...absent.map((name: string) => `./providers/${name}`)]
      const gaps = missing.filter((gap) => !known.some((path) => gap === `${folder} ${path}`))
      const allowed = Object.keys(allowedGaps).filter((gap) => gap.startsWith(`${folder} `))
      expect(gaps.sort()).toEqual(allowed.sort())
    })
  }

  it("the lists of providers are those of the published packages", () => {
    for (const { folder, standsFor, providers } of doors) {
      const theirs = declarationsOf(
        join(published![`v${majorOf(folder)}`], "node_modules", standsFor),
      )
      const names = [...theirs.keys()]
        .filter((path) => path.startsWith("./providers/"))
        .map((path) => path.slice("./providers/".length))
        // Modules of types only.
        .filter((name) => !["oauth", "oauth-types", "provider-types"].includes(name))
      expect(names.sort(), folder).toEqual([...providers].sort())
    }
  })
})

describe("names at run time", () => {
  for (const { folder, standsFor } of doors) {
    it(`${folder} has each value that its types promise`, { timeout: 240_000 }, async () => {
      await packDoors()
      const home = join(appOf(majorOf(folder)), "node_modules", standsFor)
      const declared = declarationsOf(home)
      const names = namesOf([...declared.values()])
      for (const [path, file] of declared) {
        const script = pathToFileURL(file.replace(/\.d\.ts$/, ".js")).href
        const module = (await import(/* @vite-ignore */ script)) as object
        const own = Object.keys(module).filter((name) => name !== "module.exports")
        // What a module has beyond what it hands on at run time, such as helpers, need not be there.
        expect(own, `${standsFor}${path.slice(1)}`).toEqual(
          expect.arrayContaining([...names.get(file)!.values]),
        )
      }
    })
  }
})
