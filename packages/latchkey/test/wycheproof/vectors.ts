import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Bytes } from "../../src/crypto/index.ts"

/** The vectors of C2SP lie beside the repository: ../shared/wycheproof. */
const folder = fileURLToPath(new URL("../../../../../shared/wycheproof/", import.meta.url))

export const present: boolean = existsSync(folder)

/** One case; its other members depend on the file, bytes in hexadecimal. */
export interface Case {
  readonly tcId: number
  readonly comment: string
  readonly result: "valid" | "invalid" | "acceptable"
  readonly flags: readonly string[]
  readonly [member: string]: any
}

/** Cases that have a key or sizes in common. */
export interface Group {
  readonly tests: readonly Case[]
  readonly [member: string]: any
}

export function groupsOf(file: string): readonly Group[] {
  return JSON.parse(readFileSync(`${folder}${file}_test.json`, "utf8")).testGroups
}

export function bytes(hex: string): Bytes {
  return new Uint8Array(Buffer.from(hex, "hex"))
}

export function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.from(a).equals(b)
}
