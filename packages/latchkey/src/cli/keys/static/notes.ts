import { parseEnv } from "../../project/env-file.ts"
import { isoMinute } from "../times.ts"

/**
 * A comment above a line of an env file says since when its secret seals, so that it can be told when an older one is
 * over. A line of its own: some loaders take a comment behind a value as part of it.
 */
const NOTE = /^# latchkey: (\w+) seals since (\S+)\s*$/

/** The date that the file notes for a name. */
export function noteIn(text: string, name: string): number | null {
  for (const line of text.split(/\r\n|\n|\r/)) {
    const found = NOTE.exec(line)
    const at = found?.[1] === name ? Date.parse(found[2]!) : Number.NaN
    if (!Number.isNaN(at)) return at
  }
  return null
}

/** The text with a note above the name's line, or, with null, without one. */
export function withNote(text: string, name: string, at: number | null): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const lines = text.split(/\r\n|\n|\r/).filter((line) => NOTE.exec(line)?.[1] !== name)
  const entry = parseEnv(lines.join("\n")).findLast((one) => one.name === name)
  if (at !== null && entry) {
    lines.splice(entry.line - 1, 0, `# latchkey: ${name} seals since ${isoMinute(at)}`)
  }
  return lines.join(end)
}
