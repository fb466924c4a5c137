/**
 * What applications read through the doors can be read as the published packages' types, and what they have typed with
 * those is taken. By the compiler: each type of theirs is given to ours, or ours to theirs.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { compile } from "./compile.ts"
import { doors, installPublished, packDoors, profileDifferences, root } from "./tools.ts"

const SLOW = { timeout: 240_000 }
const published = await installPublished()
beforeAll(() => packDoors(), 240_000)

type Kind = "read" | "given"
/** By path; the types that have a parameter get `any`. */
type Table = Readonly<Record<string, Partial<Record<Kind, string>>>>

const adapters = {
  read: "AdapterUser AdapterSession VerificationToken",
  given: "Adapter AdapterUser AdapterSession VerificationToken",
}
const tables: Readonly<Record<string, Table>> = {
  "next-auth-v4": {
    ".": {
      read: "Session DefaultSession User CookieOption PagesOptions Theme",
      given: "Session DefaultSession User DefaultUser PagesOptions Theme SessionOptions",
    },
    "./adapters": { ...adapters, given: "Adapter AdapterUser AdapterSession VerificationToken" },
    "./jwt": { read: "JWT DefaultJWT", given: "JWT DefaultJWT JWTEncodeParams JWTDecodeParams" },
    "./react": { given: "SessionProviderProps UseSessionOptions<any> SignInOptions" },
  },
  "next-auth-v5": {
    ".": {
      read: "Session User Account Profile DefaultSession",
      given: "Session User Account Profile DefaultSession",
    },
    "./adapters": { read: `${adapters.read} AdapterAccount Adapter`, given: adapters.given },
    "./jwt": { read: "JWT DefaultJWT", given: "JWT DefaultJWT JWTEncodeParams JWTDecodeParams" },
    "./providers": {
      given:
        "OAuthConfig<any> OAuth2Config<any> OIDCConfig<any> OAuthUserConfig<any> OIDCUserConfig<any> EmailConfig",
    },
    "./react": { given: "SessionProviderProps SignInOptions SignOutParams" },
  },
  "auth-core": {
    "./adapters": { read: `${adapters.read} AdapterAccount Adapter`, given: adapters.given },
    "./types": {
      read: "Session User Account Profile TokenSet DefaultSession",
      given: "Session User Account Profile TokenSet CookiesOptions PagesOptions Theme",
    },
    "./jwt": { read: "JWT DefaultJWT", given: "JWT DefaultJWT JWTEncodeParams JWTDecodeParams" },
    "./providers": {
      given:
        "OAuthConfig<any> OAuth2Config<any> OIDCConfig<any> OAuthUserConfig<any> OIDCUserConfig<any> EmailConfig",
    },
  },
}

interface Target {
  types?: string
}

/** The declarations of the published package at that path. */
function theirs(door: (typeof doors)[number], path: string): string {
  const folder = join(published![door.profiles], "node_modules", door.standsFor)
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, Target>
  }
  const name = path.replace("./providers/", "")
  const { types } = exports[path] ?? {
    types: exports["./providers/*"]!.types!.replace("*", name),
  }
  return join(folder, types!).replace(/\.d\.ts$/, door.profiles === "v4" ? "" : ".js")
}

function lines(door: (typeof doors)[number], path: string, types: Partial<Record<Kind, string>>) {
  const text = [
    `import type * as Theirs from ${JSON.stringify(theirs(door, path))}`,
    `import type * as Ours from "${door.standsFor}${path.slice(1)}"`,
  ]
  for (const [kind, names = ""] of Object.entries(types)) {
    for (const name of names.split(" ").filter(Boolean)) {
      const [from, to] = kind === "read" ? ["Ours", "Theirs"] : ["Theirs", "Ours"]
      const id = `${kind}_${name.replaceAll(/\W/g, "")}`
      text.push(`export const ${id} = (it: ${from}.${name}): ${to}.${name} => it`)
    }
  }
  return `${text.join("\n")}\n`
}

describe.skipIf(!published)("types of the published packages", () => {
  it.each(doors)("$folder: what is read and what is given", SLOW, async (door) => {
    const files: Record<string, string> = {}
    for (const [path, types] of Object.entries(tables[door.folder]!)) {
      files[`${path.replaceAll(/\W/g, "_")}.ts`] = lines(door, path, types)
    }
    for (const [name, types] of Object.entries(profileDifferences()[door.profiles]!)) {
      const read = Object.keys(types).filter((each) => each !== "untyped")
      if (read.length)
        files[`provider-${name}.ts`] = lines(door, `./providers/${name}`, { read: read.join(" ") })
    }
    expect(Object.keys(files).length).toBeGreaterThan(30)
    const major = door.profiles === "v4" ? 4 : 5
    const { output, code } = await compile({ major, name: `shapes-${door.folder}`, files })
    expect(output).toBe("")
    expect(code).toBe(0)
  })

  it("tools/door-profiles.json is as it would be written", SLOW, async () => {
    const { allDifferences } = (await import(
      /* @vite-ignore */ new URL("tools/make-door-profiles.mjs", `file://${root}/`).href
    )) as { allDifferences(): Promise<object> }
    expect(await allDifferences(), "Run: node tools/make-door-profiles.mjs").toEqual(
      profileDifferences(),
    )
  })
})
