import { isPoisonedKey } from "./json.ts"

/** The query as an object without prototype. */
export type ReadQueryResult =
  | { readonly ok: true; readonly query: Record<string, string> }
  | { readonly ok: false }

/** Parameters of which a second one is an attack or a fault, never a choice (RFC 6749 §3.1). */
const once: ReadonlySet<string> = new Set([
  "code",
  "state",
  "error",
  "iss",
  "token",
  "email",
  "callbackUrl",
  "id_token",
])

/** Reads the query. Not ok when a parameter of the protocol came twice; of others, the last counts. */
export function readQuery(url: URL): ReadQueryResult {
  const query = Object.create(null) as Record<string, string>
  for (const [key, value] of url.searchParams) {
    if (once.has(key) && key in query) return { ok: false }
    if (!isPoisonedKey(key)) query[key] = value
  }
  return { ok: true, query }
}

/** Whether a field says yes: `true` in JSON, the word in a form. No other value is asked for its text: it may have none. */
export function saysTrue(value: unknown): boolean {
  return value === true || value === "true"
}
