import { readFileSync } from "node:fs"

/** The version in the package's own `package.json`. */
export const VERSION: string = version()

function version(): string {
  try {
    const file = new URL("../../package.json", import.meta.url)
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
  } catch {
    return "unknown"
  }
}
