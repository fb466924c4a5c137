/**
 * The page of the models: what SPIN said of each, and of each with a bug in it; and whether it still is about these files.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./run.mjs"

const folder = join(root, "models")

/** The page that `npm run models` writes. */
export const page = join(root, "docs/security/results/models.md")

/**
 * @typedef {{ name: string, text: string, hash: string, bugs: number[] }} Model
 * @typedef {{ errors: number, states: number, depth: number, seconds: number, complete: boolean }} Verdict
 * @typedef {{ model: Model, sound: Verdict, bugs: Verdict[] }} Result
 */

/** @returns {Model[]} */
export function models() {
  const names = readdirSync(folder).filter((name) => name.endsWith(".pml"))
  return names.toSorted().map((name) => {
    const text = readFileSync(join(folder, name), "utf8")
    const bugs = [...text.matchAll(/BUG (\d):/g)].map(([, number]) => Number(number))
    return { name, text, hash: hashOf(text), bugs }
  })
}

/** @param {string} text */
function hashOf(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}

/**
 * @param {Result[]} results
 * @param {{ commit: string, date: string, spin: string }} of
 */
export function makePage(results, { commit, date, spin }) {
  const rows = results.map(({ model: { name, hash, bugs: seeded }, sound, bugs }) => {
    const caught = bugs.filter(({ errors }) => errors > 0).length
    const { states, depth, errors, complete } = sound
    return `| [${name}](../../../models/${name}) | ${hash} | ${states} | ${depth} | ${complete ? "yes" : "no"} | ${errors} | ${caught} of ${seeded.length} |`
  })
  return `# Models

What SPIN says of the protocols in \`models/\`: every order of their steps, and whether a bug that was put in on purpose is found. \`npm run models\` writes this page; it needs the packages \`spin\` and \`gcc\`. Each model says which of our files its steps are.

${spin}, ${date}, commit ${commit}.

| model | of the file (SHA-256) | states | depth | exhaustive | errors | bugs found |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`
}

/**
 * What is wrong with a page, given the models as they are now.
 *
 * @param {string} text
 * @param {Model[]} all
 * @returns {string[]}
 */
export function problems(text, all) {
  const rows = text.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim())
    const name = /^\[([\w-]+\.pml)\]/.exec(cells[1] ?? "")?.[1]
    return name
      ? [{ name, hash: cells[2], exhaustive: cells[5], errors: cells[6], bugs: cells[7] }]
      : []
  })
  const missing = rows.filter((row) => !all.some(({ name }) => name === row.name))
  return [
    ...missing.map(({ name }) => `${name}: there is no such model`),
    ...all.flatMap((model) => {
      const row = rows.find(({ name }) => name === model.name)
      if (!row) return [`${model.name}: not on the page`]
      return [
        ...(row.hash === model.hash ? [] : [`${model.name}: it has changed since it was checked`]),
        ...(row.exhaustive === "yes" && row.errors === "0" ? [] : [`${model.name}: not shown`]),
        ...(model.bugs.length > 0 && row.bugs === `${model.bugs.length} of ${model.bugs.length}`
          ? []
          : [`${model.name}: a bug that is in it on purpose was not found`]),
      ]
    }),
  ]
}
