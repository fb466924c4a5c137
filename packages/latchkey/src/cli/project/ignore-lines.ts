import { existsSync, readFileSync } from "node:fs"
import { writeFileAtomically } from "./write-file.ts"

/** Adds what is missing of these lines to an ignore file, and makes it where there is none. */
export function addIgnoreLines(path: string, lines: readonly string[]): void {
  const text = existsSync(path) ? readFileSync(path, "utf8") : ""
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const there = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const missing = [...new Set(lines)].filter((line) => !there.has(line))
  if (missing.length === 0) return
  const gap = text === "" || text.endsWith("\n") ? "" : end
  writeFileAtomically(path, `${text}${gap}${missing.join(end)}${end}`)
}
