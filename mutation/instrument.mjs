/**
 * Sources with all of their mutants inside, each behind a switch.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { Instrumenter } from "@stryker-mutator/instrumenter"

export const root = join(import.meta.dirname, "..")

const silent = () => {}
const logger = { debug: silent, info: silent, warn: silent, isDebugEnabled: () => false }

/** Nobody relies on the wording of an error, but on its class and code; what it may not say, other tests hold. */
const wording = {
  shouldIgnore(path) {
    const { node, parentPath } = path
    const isText =
      node.type === "TemplateLiteral" || (node.type === "StringLiteral" && / /.test(node.value))
    if (!isText) return undefined
    const isError = ({ node: above }) =>
      above.type === "NewExpression" && /Error$/.test(above.callee.name ?? "")
    return parentPath.findParent(isError) || isError(parentPath) ? "wording" : undefined
  },
}

const options = { plugins: null, excludedMutations: [], ignorers: [wording] }

/**
 * @typedef {{ id: string, file: string, line: number, place: string, mutator: string, original: string,
 *   replacement: string }} Mutant `place` and what is there now make it the same one in another run
 */

/**
 * @param {string[]} files relative to the repository
 * @returns {Promise<{ sources: Map<string, string>, mutants: Mutant[], ignored: number }>} `sources`: by absolute path
 */
export async function instrument(files) {
  const texts = new Map(files.map((file) => [join(root, file), read(file)]))
  const given = [...texts].map(([name, content]) => ({ name, content, mutate: true }))
  const result = await new Instrumenter(logger).instrument(given, options)
  const valid = result.mutants.filter(({ status }) => status !== "Ignored")
  return {
    sources: new Map(result.files.map(({ name, content }) => [name, content])),
    mutants: valid.map((mutant) => described(mutant, texts.get(mutant.fileName))),
    ignored: result.mutants.length - valid.length,
  }
}

function described({ id, fileName, location: { start, end }, mutatorName, replacement }, text) {
  const lines = text.split("\n")
  const inside = lines.slice(start.line, end.line + 1)
  inside[inside.length - 1] = inside.at(-1).slice(0, end.column)
  inside[0] = inside[0].slice(start.column)
  return {
    id,
    file: relative(root, fileName),
    line: start.line + 1,
    place: `${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`,
    mutator: mutatorName,
    original: brief(inside.join("\n")),
    replacement: brief(replacement),
  }
}

/** One line, and not all of a long one. */
function brief(code) {
  const line = code.replaceAll(/\s+/g, " ")
  return line.length > 100 ? `${line.slice(0, 97)}...` : line
}

/** What stands for the text of files, in a record. */
export function fingerprint(files) {
  const hash = createHash("sha256")
  for (const file of files.toSorted()) hash.update(`${file}\0${read(file)}\0`)
  return hash.digest("hex").slice(0, 16)
}

function read(file) {
  return readFileSync(join(root, file), "utf8")
}
