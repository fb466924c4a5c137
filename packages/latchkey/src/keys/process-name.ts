import { randomToken } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"

/** Bytes: eight characters of base64url. */
const BYTES = 6

/**
 * The name of this process: eight random characters, the same for as long as it runs. It stands in the log line that
 * says which keys were loaded, and in the health answer, so that one leads to the other; it says nothing else.
 */
export function processName(): string {
  return sharedMemo("process-name", () => randomToken(BYTES))
}

/** The name of a ring's instance where none is given: the host's, the process's, and a count from the second ring on. */
export function instanceName(host: string): string {
  const made = sharedMemo("ring-instances", () => ({ count: 0 }))
  const nth = ++made.count
  return `${host}-${processName()}${nth === 1 ? "" : `-${nth}`}`
}
