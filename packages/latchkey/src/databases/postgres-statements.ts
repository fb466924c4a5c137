import { BoundedMap } from "../crypto/memo.ts"

/** A statement as PostgreSQL takes it. */
export interface Prepared {
  readonly text: string
  /** The same for the same text in every process, so that nobody else's statement has it. */
  readonly name: string
  /** Whether it is of use to prepare it: DDL and the like run once. */
  readonly lasts: boolean
}

/** Our statements are few, and the same again and again. */
const statements = new BoundedMap<string, Prepared>(1_000)

/** `$1`, `$2`, … for `?`, and a name. */
export function prepared(sql: string): Prepared {
  const known = statements.get(sql)
  if (known) return known
  let n = 0
  const text = sql.replaceAll("?", () => `$${++n}`)
  const lasts = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(text)
  const statement = { text, name: `latchkey_${digest(text)}`, lasts }
  statements.set(sql, statement)
  return statement
}

/** Whether it is to be prepared with these values. */
export function prepares({ lasts, name }: Prepared, values: readonly unknown[]): boolean {
  return lasts && values.length > 0 && !stale.has(name)
}

/** Statements whose columns were altered after they were prepared: connections would refuse them until they end. */
const stale = new Set<string>()

/**
 * Whether a statement failed only because it was prepared: by a pooler that hands connections from one to the other
 * (SQLSTATE 26000, 42P05, 08P01), or since a column was altered (0A000). Nothing was run then.
 */
export function unpreparable(error: unknown, name?: string): "pooler" | "altered" | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (code === "26000" || code === "42P05") return "pooler"
  if (code === "08P01" && /prepared/.test(String(message))) return "pooler"
  if (code !== "0A000" || !/cached plan/.test(String(message))) return undefined
  if (name !== undefined) stale.add(name)
  return "altered"
}

/** 64 bits that tell our statements apart. pg compares the texts of statements of one name, and throws. */
function digest(text: string): string {
  let [a, b] = [0x81_1c_9d_c5, 0x9e_37_79_b1]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01_00_01_93)
    b = Math.imul(b ^ unit ^ (a >>> 15), 0x85_eb_ca_6b)
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("")
}
