import { SourceError } from "../source-error.ts"
import { builtin } from "./builtin.ts"

/** Bytes. No manager's secret is larger. */
const MAX_SIZE = 65_536

/**
 * The text of a file without its one trailing newline; null where there is no such file.
 *
 * @throws SourceError where it can't be read, is no regular file, is too large, empty, or not text
 */
export async function readSecretFile(source: string, path: string): Promise<string | null> {
  const fs = builtin(source, "node:fs").promises
  const fail = (problem: string, transient = false): SourceError =>
    new SourceError(source, `${path} ${problem}`, { transient })
  let bytes: Uint8Array
  try {
    const stat = await fs.stat(path)
    if (!stat.isFile()) throw fail("is not a file")
    if (stat.size > MAX_SIZE) throw fail("is larger than 64 KiB, so it is hardly a secret")
    bytes = await fs.readFile(path)
  } catch (error) {
    if (error instanceof SourceError) throw error
    const { code } = error as { code?: string }
    if (code === "ENOENT" || code === "ENOTDIR") return null
    throw fail(`can't be read (${code ?? "unknown"}): check its owner and mode`, code !== "EACCES")
  }
  const text = decode(bytes)
  if (text === undefined) throw fail("is not UTF-8 text: encode the bytes, e.g. as base64")
  const value = text.replace(/\r?\n$/, "")
  // A writer that truncates first shows an empty file for a moment.
  if (value.trim() === "") throw fail("is empty", true)
  return value
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return text.includes("\0") ? undefined : text
  } catch {
    return undefined
  }
}
