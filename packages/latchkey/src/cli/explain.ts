import { existsSync, readFileSync } from "node:fs"
import { type Command, CommandError } from "./command.ts"

const help = `Usage: latchkey explain [code]

Prints what an error code means and what to do, from the documentation that came with this version. Without a code:
lists them. A line of the log will do, too: latchkey explain "[auth][error] MissingSecret"

  --json           answer in JSON`

interface Section {
  readonly title: string
  readonly text: string
}

/** `latchkey explain <code>`: the package's own documentation, offline. */
export const explainCommand: Command = {
  help,
  options: {},
  positionals: 1,
  async run({ positionals, json, terminal }) {
    const all = pages.flatMap((page) => sections(documentation(page)))
    const [asked] = positionals
    if (asked === undefined) {
      const titles = all.map((section) => section.title)
      terminal.out(json ? JSON.stringify(titles) : titles.join("\n"))
      return 0
    }
    const found = findSection(all, asked)
    if (!found) {
      throw new CommandError("There is no such code. `latchkey explain` lists all of them")
    }
    terminal.out(
      json ? JSON.stringify(found) : `${terminal.paint.bold(found.title)}\n\n${found.text}`,
    )
    return 0
  },
}

/** Errors and warnings of the application, then findings of `doctor`. */
const pages = ["errors.md", "doctor.md"]

function documentation(page: string): string {
  // Beside `dist` in the package; in the repository, at its root. This file lies at no one depth, once it is built.
  const file = Array.from({ length: 5 }, (_, n) => `${"../".repeat(n + 1)}docs/${page}`)
    .map((place) => new URL(place, import.meta.url))
    .find((place) => existsSync(place))
  if (!file) throw new CommandError(`The documentation isn't here: docs/${page} is missing`)
  return readFileSync(file, "utf8")
}

/** The parts of a Markdown file below its second-level headings. */
function sections(markdown: string): Section[] {
  return markdown
    .replaceAll("\r\n", "\n")
    .split(/^## +/m)
    .slice(1)
    .map((part) => {
      const [title = "", ...rest] = part.split("\n")
      return { title: title.replaceAll("`", "").trim(), text: rest.join("\n").trim() }
    })
}

/** By code, anchor, link, or a log line that holds one. */
function findSection(all: readonly Section[], asked: string): Section | undefined {
  const words = asked.split(/[^A-Za-z0-9_-]+/).map(anchor)
  const exact = anchor(asked)
  const byAnchor = (section: Section): string => anchor(section.title)
  return (
    all.find((section) => byAnchor(section) === exact) ??
    all.find((section) => words.includes(byAnchor(section)))
  )
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "")
}
