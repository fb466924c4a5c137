import type { Terminal } from "../terminal.ts"
import { diffLines } from "./diff.ts"
import type { Change, Note, Plan } from "./plan.ts"

/** The plan for a person. */
export function showPlan(plan: Plan, terminal: Terminal): void {
  const { bold } = terminal.paint
  terminal.out(bold("Found"))
  for (const line of foundLines(plan)) terminal.out(`  ${line}`)
  showChanges(plan.changes, terminal)
  for (const [kind, title] of TITLES) {
    const notes = plan.notes.filter((note) => note.kind === kind)
    if (notes.length === 0) continue
    terminal.out(`\n${bold(title)}`)
    for (const note of notes) terminal.out(`  ${markOf(note, terminal)} ${lineOf(note)}`)
  }
}

const TITLES: readonly (readonly [Note["kind"], string])[] = [
  ["stop", "In the way"],
  ["warning", "Look at this first"],
  ["differs", "Behaves differently"],
  ["stays", "Stays as it is"],
]

function markOf({ kind }: Note, { paint, unicode }: Terminal): string {
  if (kind === "stop") return paint.red(unicode ? "✗" : "x")
  return kind === "warning" ? paint.yellow("!") : "-"
}

function lineOf({ text, see }: Note): string {
  return see === undefined ? text : `${text} (${see})`
}

function foundLines({ workspace, manager, members }: Plan): string[] {
  const version = manager.version === undefined ? "" : ` ${manager.version}`
  const linker = manager.plugAndPlay ? ", Plug'n'Play" : ""
  const lines = [`${manager.title}${version}${linker}: by ${manager.because}`]
  if (workspace.members.length > 1)
    lines.push(`a workspace of ${workspace.members.length} packages`)
  for (const { shown, uses } of members.filter((member) => member.uses.length > 0)) {
    const list = uses.map(({ name, version: own, spec }) => `${name} ${own ?? spec}`).join(", ")
    lines.push(`${shown === "." ? "package.json" : `${shown}/package.json`}: ${list}`)
  }
  return lines
}

/** Each file with what changes in it. */
export function showChanges(changes: readonly Change[], { out, paint }: Terminal): void {
  for (const { path, before, after } of changes) {
    out(`\n${paint.bold(path)}${before === null ? " (new)" : ""}`)
    for (const line of diffLines(before ?? "", after)) {
      const colour = line.startsWith("+")
        ? paint.green
        : line.startsWith("-")
          ? paint.red
          : paint.dim
      out(`  ${colour(line)}`)
    }
  }
}
