import { readFileSync, writeFileSync } from "node:fs"

interface RotationTools {
  resultFile(name: string): string
  pageInSync(): boolean
}

const tools = new URL("../../../../tools/rotation-matrix.mjs", import.meta.url)
export const { resultFile, pageInSync } = (await import(
  /* @vite-ignore */ tools.href
)) as RotationTools

/** What was seen before; what is seen now takes its place where the page is being written. */
export function committed<Result>(name: string, seen: Result): Result {
  if (process.env["LATCHKEY_WRITE_RESULTS"] === "1") {
    writeFileSync(resultFile(name), `${JSON.stringify(seen, null, 2)}\n`)
  }
  return JSON.parse(readFileSync(resultFile(name), "utf8")) as Result
}
