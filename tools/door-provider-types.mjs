/**
 * The declarations of a door's provider: ours, with the profile typed as the published package types it.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./run.mjs"

export const profilesFile = join(root, "tools/door-profiles.json")
const shared = ["OAuthUserConfig", "OIDCUserConfig", "OAuth2Config", "OIDCConfig"]
const factoryHead =
  /^export default function \w+<\s*P extends (?<profile>\w+) = \w+,?\s*>\(\s*config: (?<config>[^=]+?) = \{\},?\s*\): (?<result>\w+)<P> \{/m

let known
/** In what the published profiles differ from ours; `tools/make-door-profiles.mjs` says what is in it. */
export function knownDifferences() {
  return (known ??= JSON.parse(readFileSync(profilesFile, "utf8")))
}

/**
 * @param {import("./doors.mjs").Door} door
 * @param {{ name: string, from: string, source: string, types: Record<string, string>, named?: Record<string, string> }} provider `source`: the file of
 *   the module that `from` names
 * @returns {string}
 */
export function providerDeclarations(door, { name, from, source, types, named = {} }) {
  const { untyped, ...profiles } = knownDifferences()[door.profiles]?.[name] ?? {}
  const said = Object.entries(profiles).map(([theirs, difference]) =>
    saidProfile(theirs, `import("${from}").${types[theirs] ?? theirs}`, difference),
  )
  const renamed = Object.entries(types)
    .filter(([theirs]) => !profiles[theirs])
    .map(([theirs, own]) => `export type { ${own} as ${theirs} } from "${from}"\n`)
  const differs = untyped || said.length > 0
  const type = differs ? factoryType({ from, source, types, profiles, untyped }) : "typeof factory"
  const lines = [
    said.length ? 'import type { Said } from "latchkey/doors/core/said"\n' : "",
    ...mainDeclaration({ door, from, type, differs, named: Object.keys(named) }),
    ...Object.entries(named).map(([factory, profile]) => namedFactory(factory, profile)),
    `export * from "${from}"\n`,
    ...renamed,
    ...said,
  ]
  return lines.join("")
}

function saidProfile(name, own, { sure = [], other = [] }) {
  const union = (names) => names.map((each) => JSON.stringify(each)).join(" | ") || "never"
  const differing = [sure, other].slice(0, other.length ? 2 : sure.length ? 1 : 0)
  return `export type ${name} = Said<${[own, ...differing.map(union)].join(", ")}>\n`
}

/** The type of a factory, read from its source: its own head, with their profile in the place of ours. */
function factoryType({ from, source, types, profiles, untyped }) {
  const head = factoryHead.exec(readFileSync(source, "utf8"))?.groups
  if (!head) throw new Error(`The factory of ${source} has another head than all others`)
  const imported = (text) =>
    text.replaceAll(/\b(?!Partial\b)\w{2,}\b/g, (word) =>
      shared.includes(word) ? `import("latchkey/providers").${word}` : `import("${from}").${word}`,
    )
  const call = `(config?: ${imported(head.config)}) => ${imported(head.result)}<P>`
  if (untyped) return call.replaceAll("<P>", "<any>")
  const theirs = Object.keys(types).find((each) => types[each] === head.profile) ?? head.profile
  const bound = profiles[theirs] ? theirs : imported(head.profile)
  return `<P extends ${bound} = ${bound}>${call}`
}

/** Another factory beside the main one; its profile is what the application says, or as they type it. */
function namedFactory(name, profile) {
  const kin = 'import("latchkey/providers")'
  const type = `<P extends Record<string, any> = ${profile}>(config?: ${kin}.OAuthUserConfig<P>) => ${kin}.OAuth2Config<P>`
  return `export declare const ${name}: ${type}\n`
}

function mainDeclaration({ door, from, type, differs, named }) {
  const members = named.map((name) => `readonly ${name}: typeof ${name}`)
  const more = named.length > 0 ? `, { ${members.join("; ")} }` : ""
  if (!door.callable && !differs) return [`export { default } from "${from}"\n`]
  return [
    differs ? "" : `import factory from "${from}"\n`,
    door.callable ? 'import type { Callable } from "latchkey/doors/v4/callable"\n' : "",
    `\ndeclare const provider: ${door.callable ? `Callable<${type}${more}>` : type}\nexport default provider\n`,
  ]
}
