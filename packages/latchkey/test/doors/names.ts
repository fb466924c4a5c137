import { createRequire } from "node:module"
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type * as TypeScript from "typescript"

const ts = createRequire(import.meta.url)("typescript") as typeof TypeScript

/** What a module exports. */
export interface Names {
  readonly values: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

interface Target {
  types?: string
}

/** The declaration file of each path of an unpacked package; wildcards as the files they stand for. */
export function declarationsOf(folder: string): Map<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, Target | string>
  }
  const files = new Map<string, string>()
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target === "string" || !target.types) continue
    if (!path.includes("*")) files.set(path, join(folder, target.types))
    else for (const [own, file] of expanded(folder, path, target.types)) files.set(own, file)
  }
  return files
}

function expanded(folder: string, path: string, target: string): [string, string][] {
  const [before = "", ending = ""] = target.split("*")
  return readdirSync(join(folder, before))
    .filter((name) => name.endsWith(ending) && name !== `index${ending}`)
    .map((name) => [path.replace("*", name.slice(0, -ending.length)), join(folder, before, name)])
}

/** The names that each declaration file exports. */
export function namesOf(files: readonly string[]): Map<string, Names> {
  const missing = files.find((file) => !existsSync(file))
  if (missing) throw new Error(`There is no ${missing}`)
  const program = ts.createProgram([...files], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    strict: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  return new Map(
    files.map((file) => {
      const symbol = checker.getSymbolAtLocation(program.getSourceFile(file)!)
      const values = new Set<string>()
      const types = new Set<string>()
      for (const each of symbol ? checker.getExportsOfModule(symbol) : []) {
        const isAlias = each.flags & ts.SymbolFlags.Alias
        const real = isAlias ? checker.getAliasedSymbol(each) : each
        if (checker.isUnknownSymbol(real)) types.add(each.name)
        else (real.flags & ts.SymbolFlags.Value ? values : types).add(each.name)
      }
      return [file, { values, types }]
    }),
  )
}
