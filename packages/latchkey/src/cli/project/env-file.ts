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

function readQuoted(text: string): { value: string; lines: number } | undefined {
  const quote = text[0]
  if (quote !== '"' && quote !== "'" && quote !== "`") return undefined
  let end = 1
  while (end < text.length && text[end] !== quote) end += text.startsWith(`\\${quote}`, end) ? 2 : 1
  const after = text.slice(end + 1).split("\n", 1)[0]!
  if (end >= text.length || !/^\s*(?:#.*)?$/.test(after)) return undefined
  const value = text.slice(1, end)
  const lines = value.split("\n").length
  if (quote !== '"') return { value, lines }
  return { value: value.replaceAll("\\n", "\n").replaceAll("\\r", "\r"), lines }
}

function readBare(rest: string): string {
  const value = rest.split("#", 1)[0]!.trim()
  return value.replace(/^(["'`])(.*)\1$/, "$2")
}

function bareDamage(rest: string, next: string | undefined): string | undefined {
  if (/\S#/.test(rest)) return "it is cut at its `#`: put quotes around the value"
  const goesOn = /^[\w+/-]{8,}={0,2}\s*$/.test(next ?? "") && !/^[A-Z][A-Z\d_]*=?\s*$/.test(next!)
  if (rest.trim() !== "" && goesOn) {
    return "it goes on in the next line, which no loader reads: write it in one line"
  }
  return undefined
}

/**
 * Expands `$NAME`, `${NAME}` and `${NAME:-default}` as the loader of Next.js does: from the right, also inside single
 * quotes, until nothing is left to expand; `\$` is a dollar sign.
 */
export function expandValue(value: string, lookup: (name: string) => string | undefined): string {
  let text = value
  // A value that names itself would go on for ever.
  for (let round = 0; round < 64; round += 1) {
    const at = lastDollar(text)
    const found = at < 0 ? null : /^\$\{?(\w+)(?::-([^}\\]*))?\}?/.exec(text.slice(at))
    if (!found) break
    const put = lookup(found[1]!) || found[2] || ""
    text = text.slice(0, at) + put + text.slice(at + found[0].length)
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
