/**
 * The regular expressions of the sources, found by the compiler's own reading of them.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import ts from "typescript"
import { root } from "./run.mjs"

const sources = join(root, "packages/latchkey/src")

/** @typedef {{ place: string, source: string, flags: string }} Expression */

/** @returns {{ literals: Expression[], made: string[] }} `made`: places where one is put together when it runs */
export function expressions(folder = sources) {
  const literals = []
  const made = []
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue
    const path = join(folder, name)
    const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true)
    const placeOf = (node) =>
      `${relative(folder, path)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
    const visit = (node) => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text)
        literals.push({ place: placeOf(node), source, flags })
      }
      if (ts.isNewExpression(node) && node.expression.getText() === "RegExp")
        made.push(placeOf(node))
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return { literals, made }
}
