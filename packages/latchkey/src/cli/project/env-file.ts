/** One assignment in an env file, as the usual loaders read it. */
export interface EnvEntry {
  readonly name: string
  /** Without quotes and comment; before any expansion. */
  readonly value: string
  /** From 1. */
  readonly line: number
  /** The lines of the file that it takes. */
  readonly lines: number
  /** What stands after the `=`, to the end of the line. */
  readonly written: string
  /** What is odd about how it is written; never holds the value. */
  readonly damage: string | undefined
}

const NAME = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:(?=\s))[^\S\n]*/

/** Reads an env file as dotenv does: comments, three kinds of quotes, values over several lines, cut at `#`. */
export function parseEnv(text: string): EnvEntry[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .split("\n")
  const entries: EnvEntry[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const start = NAME.exec(lines[at]!)
    if (!start || /^\s*#/.test(lines[at]!)) continue
    const rest = lines[at]!.slice(start[0].length)
    const quoted = readQuoted([rest, ...lines.slice(at + 1)].join("\n"))
    const taken = quoted?.lines ?? 1
    const value = quoted ? quoted.value : readBare(rest)
    const damage = quoted ? undefined : bareDamage(rest, lines[at + taken])
    entries.push({ name: start[1]!, value, line: at + 1, lines: taken, written: rest, damage })
    at += taken - 1
  }
  return entries
}

/** By its quote: the text up to the one that ends it, which nothing but a comment follows in its line. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /^"((?:\\"|[^"])*)"[^\S\n]*(?:#[^\n]*)?(?:\n|$)/,
  "'": /^'((?:\\'|[^'])*)'[^\S\n]*(?:#[^\n]*)?(?:\n|$)/,
  "`": /^`((?:\\`|[^`])*)`[^\S\n]*(?:#[^\n]*)?(?:\n|$)/,
}

function readQuoted(text: string): { value: string; lines: number } | undefined {
  const value = QUOTED[text[0] ?? ""]?.exec(text)?.[1]
  if (value === undefined) return undefined
  return { value: text[0] === '"' ? withBreaks(value) : value, lines: value.split("\n").length }
}

function readBare(rest: string): string {
  const value = rest.split("#", 1)[0]!.trim()
  const bare = value.replace(/^(["'`])(.*)\1$/, "$2")
  // A double quote at its beginning counts, also where none ends it.
  return value.startsWith('"') ? withBreaks(bare) : bare
}

function withBreaks(value: string): string {
  return value.replaceAll("\\n", "\n").replaceAll("\\r", "\r")
}

function bareDamage(rest: string, next: string | undefined): string | undefined {
  if (/\S#/.test(rest)) return "it is cut at its `#`: put quotes around the value"
  const goesOn = /^[\w+/-]{8,}={0,2}\s*$/.test(next ?? "") && !/^[A-Z][A-Z\d_]*=?\s*$/.test(next!)
  if (rest.trim() !== "" && goesOn) {
    return "it goes on in the next line, which no loader reads: write it in one line"
  }
  return undefined
}

/** Where a variable's value is looked up. */
export interface Variables {
  readonly environment: (name: string) => string | undefined
  readonly files: (name: string) => string | undefined
}

/**
 * Expands `$NAME`, `${NAME}` and `${NAME:-default}` as the loader of Next.js does: from the right, also inside single
 * quotes, until nothing is left to expand; `\$` is a dollar sign. A default goes before what the files say.
 */
export function expandValue(value: string, { environment, files }: Variables): string {
  let text = value
  // A value that names itself would go on for ever.
  for (let round = 0; round < 64; round += 1) {
    const at = lastDollar(text)
    const found = at < 0 ? null : /^\$\{?(\w+)(?::-([^}\\]*))?\}?/.exec(text.slice(at))
    if (!found) break
    const put = environment(found[1]!) || found[2] || files(found[1]!) || ""
    // Like that loader: the first that looks so is replaced, and `$&` and the like mean what they do there.
    text = text.replace(found[0], put)
  }
  return text.replaceAll("\\$", "$")
}

function lastDollar(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === "$" && text[at - 1] !== "\\") return at
  }
  return -1
}

/**
 * The text with this variable set: its last assignment is replaced, or a line is added. Every other line, comment and
 * line end stays. The value must need no quotes.
 */
export function setEnvValue(text: string, name: string, value: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const last = parseEnv(text).findLast((entry) => entry.name === name)
  if (!last) {
    const gap = text === "" || /\r?\n$/.test(text) ? "" : end
    return `${text}${gap}${name}=${value}${end}`
  }
  const lines = text.split(/\r\n|\n|\r/)
  const comment = last.lines === 1 ? (/\s#.*$/.exec(last.written)?.[0] ?? "") : ""
  lines.splice(last.line - 1, last.lines, `${name}=${value}${comment}`)
  return lines.join(end)
}

/** The text without any assignment of this variable, so that no earlier one comes to count. */
export function removeEnvValue(text: string, name: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const lines = text.split(/\r\n|\n|\r/)
  for (const entry of parseEnv(text).toReversed()) {
    if (entry.name === name) lines.splice(entry.line - 1, entry.lines)
  }
  return lines.join(end)
}

/** The text with this variable under another name, written as it was; what had that name is gone. */
export function renameEnvValue(text: string, name: string, to: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const cleared = removeEnvValue(text, to)
  const lines = cleared.split(/\r\n|\n|\r/)
  const entries = parseEnv(cleared).filter((entry) => entry.name === name)
  for (const [at, { line, lines: taken }] of [...entries.entries()].toReversed()) {
    // Only the last counts; what stood before it would come to count under the old name.
    if (at < entries.length - 1) lines.splice(line - 1, taken)
    else lines[line - 1] = lines[line - 1]!.replace(name, to)
  }
  return lines.join(end)
}
