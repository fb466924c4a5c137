/**
 * Every path and every name that the published packages export: ours has it, or the list of gaps says why not.
 */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { allowedGaps } from "./allowed-gaps.ts"
import { declarationsOf, type Names, namesOf } from "./names.ts"
import {
  appOf,
  doors,
  installPublished,
  must,
  packDoors,
  pinnedNode,
  providersOf,
} from "./tools.ts"

const published = await installPublished()
/** Packing, and installing what is published, happen once; the rest is the compiler's time. */
const SLOW = { timeout: 240_000 }
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
    it(`${folder} exports what ${standsFor} does`, SLOW, async () => {
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
    it(`${folder} has each value that its types promise, and no other`, SLOW, async () => {
      await packDoors()
      const app = appOf(majorOf(folder))
      const declared = declarationsOf(join(app, "node_modules", standsFor))
      const names = namesOf([...declared.values()])
      const promised = [...declared].map(([path, file]) => [
        standsFor + path.slice(1),
        [...names.get(file)!.values].sort(),
      ])
      expect(promised).toEqual(
        await valuesOf(
          app,
          promised.map(([name]) => name as string),
        ),
      )
    })
  }
})

/** What Node says that each module exports. Not under vitest, which has its own idea of a default export. */
async function valuesOf(app: string, names: readonly string[]): Promise<[string, string[]][]> {
  const script = `
    import { createRequire } from "node:module"
    const all = []
    const require = createRequire(import.meta.url)
    for (const name of ${JSON.stringify(names)}) {
      const module = await import(name)
      const required = require(name)
      const lost = Object.keys(module).filter((each) => !(each in required))
      if (lost.length > 0) throw new Error(name + " required lacks " + lost)
      all.push([name, Object.keys(module).sort()])
    }
    console.log(JSON.stringify(all))`
  const args = ["--input-type=module", "-e", script]
  return JSON.parse(await must(pinnedNode(), args, { cwd: app })) as [string, string[]][]
}
