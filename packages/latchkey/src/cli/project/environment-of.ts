import { basename } from "node:path"
import type { SecretEnvironment } from "../../keys/generate.ts"

/** The tag that the file's name gives away. */
export function environmentOf(file: string): SecretEnvironment | undefined {
  const name = basename(file)
  if (name === ".env.local") return "development"
  const mode = /^\.env\.(\w+)(?:\.local)?$/.exec(name)?.[1]
  const known: readonly SecretEnvironment[] = [
    "development",
    "test",
    "preview",
    "staging",
    "production",
  ]
  return known.find((one) => one === mode)
}
