/**
 * What was decided about each file, and the page about it.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fingerprint, root } from "./instrument.mjs"
import { rooms } from "./rooms.mjs"

const data = join(import.meta.dirname, "verdicts.json")
const reviewed = join(import.meta.dirname, "reviewed.json")
const page = join(root, "docs/security/results/mutation.md")

/** @type {Record<string, object>} by file */
const known = existsSync(data) ? JSON.parse(readFileSync(data, "utf8")) : {}
const prints = new Map()

function printOf(file) {
  if (!prints.has(file)) prints.set(file, fingerprint([file]))
  return prints.get(file)
}

const keyOf = ({ place, mutator, replacement }) => `${place} ${mutator} ${replacement}`

/** Whether it has to be asked about a mutant: of a changed file, or a survivor of other tests than there are now. */
export function isOpen(mutant, { tests }) {
  const before = known[mutant.file]
  if (!before || before.source !== printOf(mutant.file)) return true
  return before.tests !== tests && before.open.some((one) => keyOf(one) === keyOf(mutant))
}

/** Notes what a run has found about the files of a room. */
export function keep(room, { mutants, asking, facts, about }) {
  const asked = new Set(asking)
  const status = new Map(facts.filter((fact) => fact.status).map((fact) => [fact.id, fact.status]))
  const covered = new Set(facts.filter((fact) => fact.covered).map(({ id }) => id))
  for (const [file, own] of Map.groupBy(mutants, (mutant) => mutant.file)) {
    const now = own.filter((mutant) => asked.has(mutant))
    if (now.length === 0) continue
    const open = now.filter(({ id }) => !status.has(id))
    const timeouts = now.filter(({ id }) => status.get(id) === "timeout").length
    const earlier = now.length < own.length ? known[file].timeouts : 0
    known[file] = {
      room,
      source: printOf(file),
      ...about,
      mutants: own.length,
      timeouts: timeouts + earlier,
      open: open.map(({ id, line, place, mutator, original, replacement }) => {
        const kind = covered.has(id) ? "survived" : "no coverage"
        return { kind, line, place, mutator, original, replacement }
      }),
    }
  }
  const sorted = Object.entries(known).toSorted(([one], [other]) => (one < other ? -1 : 1))
  writeFileSync(data, `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`)
}

/** Why a survivor can't be noticed, or need not be: by file, what is there and what it becomes. */
const reasons = existsSync(reviewed) ? JSON.parse(readFileSync(reviewed, "utf8")) : []

function reasonOf(file, { original, replacement }) {
  const found = reasons.find(
    (one) =>
      file.endsWith(one.file) && one.original === original && one.replacement === replacement,
  )
  if (found) found.used = true
  return found?.reason
}

/** Files that are gone, or that changed since, don't count. */
function rows() {
  return Object.entries(known)
    .filter(([file, { source }]) => existsSync(join(root, file)) && source === printOf(file))
    .map(([file, one]) => ({
      ...one,
      file,
      open: one.open.map((mutant) => ({ ...mutant, reason: reasonOf(file, mutant) })),
    }))
}

function counts(all) {
  const sum = (of) => all.reduce((total, one) => total + of(one), 0)
  const kind = (name) => sum(({ open }) => open.filter((one) => one.kind === name).length)
  const mutants = sum((one) => one.mutants)
  const open = sum((one) => one.open.length)
  const reviewedOnes = sum((one) => one.open.filter(({ reason }) => reason).length)
  return {
    mutants,
    killed: mutants - open - sum((one) => one.timeouts),
    timeouts: sum((one) => one.timeouts),
    survived: kind("survived"),
    uncovered: kind("no coverage"),
    reviewed: reviewedOnes,
    share: mutants === 0 ? 0 : Math.floor((1000 * (mutants - open)) / mutants) / 10,
  }
}

function line(name, all, { commit = "", date = "" } = {}) {
  const { mutants, killed, timeouts, survived, uncovered, reviewed: seen, share } = counts(all)
  return `| ${name} | ${mutants} | ${killed} | ${timeouts} | ${survived} | ${uncovered} | ${seen} | ${share} | ${commit} | ${date} |`
}

/** The rooms of which not all files have a verdict, and how many have none. */
function missing(judged) {
  const has = new Set(judged.map(({ file }) => file))
  const lacks = Object.entries(rooms).map(([room, { sources }]) => {
    const files = globSync(sources, { cwd: root }).filter((file) => !file.endsWith(".test.ts"))
    return { room, all: files.length, none: files.filter((file) => !has.has(file)).length }
  })
  const said = lacks.filter(({ none }) => none > 0)
  return said.map(({ room, none, all }) => `${room} ${none} of ${all} files`).join(", ")
}

export function writePage() {
  const all = rows()
  const groups = [...Map.groupBy(all, ({ room }) => room)]
  const { mutants, share } = counts(all)
  const short = (file) => file.replace("packages/latchkey/src/", "")
  const survivors = all.flatMap(({ file, open }) => open.map((one) => ({ ...one, file })))
  const lines = survivors.map(
    ({ file, line: at, kind, original, replacement, reason = "" }) =>
      `| ${short(file)}:${at} | ${code(original)} | ${code(replacement)} | ${kind} | ${reason} |`,
  )
  const head = `| mutants | killed | timed out | survived | no coverage | reviewed | % | commit | date |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`
  writeFileSync(
    page,
    `# Mutation

By \`npm run mutation -- [ROOM …]\`: every small change of a source, one after the other, and whether the quick tests of its room notice it (\`mutation/rooms.mjs\` names both). ${share} % killed, of ${mutants} in the files below; those that made tests hang, or took all memory, are among them, and what is reviewed is not. Nothing is drawn by lot, so there is no seed; the wording of errors is not changed. A file that has changed since it was asked for is not here. Without a verdict, where files of types alone have nothing to change: ${missing(all) || "none"}.

| room ${head}
${groups.map(([room, own]) => line(room, own)).join("\n")}

| file ${head}
${all.map((one) => line(short(one.file), [one], one)).join("\n")}

## What no test notices

Why one can't be noticed, or need not be, is in \`mutation/reviewed.json\`.

| where | what is there | what it becomes | | why it may |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`,
  )
  execFileSync(join(root, "node_modules/.bin/oxfmt"), [page])
  for (const { file, original, used } of reasons)
    if (!used) console.log(`Reviewed, but no survivor: ${file}, ${original}`)
}

function code(text) {
  const safe = text.replaceAll("|", "\\|").replaceAll("`", "'")
  return `\`${safe}\``
}
