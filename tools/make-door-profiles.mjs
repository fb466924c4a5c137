/**
 * Writes `tools/door-profiles.json`: in what the profiles of the published packages differ from ours, by names only. Run
 * it when a profile has changed; a test says so.
 *
 * @module
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { doors } from "./doors.mjs"
import { profilesFile } from "./door-provider-types.mjs"
import { providersOf, sourceOf } from "./make-doors.mjs"
import { installPublished } from "./pack-doors.mjs"
import { cache } from "./run.mjs"

const ts = createRequire(import.meta.url)("typescript")

/**
 * @typedef {object} Difference
 * @property {string[]} [sure] what is always there, they say, and sometimes, we say
 * @property {string[]} [other] what has another type, or what we don't know
 *
 * By generation, provider and type; `untyped: true` of a provider whose profile they leave to the application.
 */

/** A file in which each provider's module is imported twice: theirs, and what our door is made from. */
function compared(door, published) {
  const folder = join(cache, "door-profiles", door.folder)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const theirs = join(published, "node_modules", door.standsFor, "providers")
  const lines = providersOf(door).present.map((name, index) => [
    `import type * as Theirs${index} from ${JSON.stringify(join(theirs, door.callable ? name : `${name}.js`))}`,
    `import type * as Ours${index} from ${JSON.stringify(sourceOf(door, name))}`,
    `export type T${index} = typeof Theirs${index}; export type O${index} = typeof Ours${index}`,
  ])
  const file = join(folder, "compared.ts")
  writeFileSync(file, `${lines.flat().join("\n")}\n`)
  return file
}

function programOf(file) {
  return ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
  })
}

/** What differs in one door: by provider, then by the name of the type. */
export function differencesOf(door, published) {
  const file = compared(door, published)
  const program = programOf(file)
  const checker = program.getTypeChecker()
  const imports = program.getSourceFile(file).statements.filter(ts.isImportDeclaration)
  const differences = {}
  for (const [index, name] of providersOf(door).present.entries()) {
    const [theirs, ours] = [imports[index * 2], imports[index * 2 + 1]].map((statement) =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(statement.moduleSpecifier)),
    )
    const renamed = door.special[name]?.types ?? {}
    for (const symbol of theirs) {
      const own = ours.find((each) => each.name === (renamed[symbol.name] ?? symbol.name))
      const difference = own && differenceOf(checker, symbol, own)
      if (difference) (differences[name] ??= {})[symbol.name] = difference
    }
    const factory = theirs.find((each) => each.name === "default")
    if (isUntyped(checker, factory)) differences[name] = { ...differences[name], untyped: true }
  }
  return differences
}

/** Whether the application may say what the profile is, as it likes. */
function isUntyped(checker, factory) {
  const [signature] = checker.getTypeOfSymbol(factory).getCallSignatures()
  const text = checker.signatureToString(signature, undefined, ts.TypeFormatFlags.NoTruncation)
  return /OAuthConfig<(any|Record<string, any>)>$|: any$|^<P extends Record<string, any>/.test(text)
}

function differenceOf(checker, theirSymbol, ourSymbol) {
  const theirs = declared(checker, theirSymbol)
  const ours = declared(checker, ourSymbol)
  if (!theirs || !ours || checker.isTypeAssignableTo(ours, theirs)) return undefined
  const sure = []
  const other = []
  let undeclared = false
  for (const property of theirs.getProperties()) {
    const own = ours.getProperty(property.name)
    if (!own) {
      if (property.flags & ts.SymbolFlags.Optional) undeclared = true
      else other.push(property.name)
      continue
    }
    const wanted = checker.getTypeOfSymbol(property)
    const have = checker.getTypeOfSymbol(own)
    const optional = (symbol) => Boolean(symbol.flags & ts.SymbolFlags.Optional)
    if (checker.isTypeAssignableTo(have, wanted) && (!optional(own) || optional(property))) continue
    const fits = checker.isTypeAssignableTo(checker.getNonNullableType(have), wanted)
    ;(fits ? sure : other).push(property.name)
  }
  if (!undeclared && sure.length + other.length === 0) return undefined
  return { ...(sure.length && { sure: sure.sort() }), ...(other.length && { other: other.sort() }) }
}

/** The type of an interface or alias; undefined for values and for types that aren't objects of their own. */
function declared(checker, symbol) {
  const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!(real.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias))) return undefined
  // Configurations are held against theirs by what applications write.
  if (!/providers\/[\w-]+(\.d)?\.ts$/.test(real.declarations[0].getSourceFile().fileName))
    return undefined
  if (/(Config|Options|Id|Type)$/.test(real.name) || real.declarations[0].typeParameters)
    return undefined
  const type = checker.getDeclaredTypeOfSymbol(real)
  return type.flags & ts.TypeFlags.Object ? type : undefined
}

/** The differences in all doors; undefined where the published packages can't be had. */
export async function allDifferences() {
  const published = await installPublished()
  if (!published) return undefined
  // The providers of next-auth 5 are those of @auth/core.
  return Object.fromEntries(
    doors
      .filter(({ profiles }) => published[profiles])
      .map((door) => [door.profiles, differencesOf(door, published[door.profiles])]),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = await allDifferences()
  if (!all) throw new Error("The published packages can't be had")
  writeFileSync(profilesFile, `${JSON.stringify(all, null, 2)}\n`)
}
