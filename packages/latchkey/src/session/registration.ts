import type { RegisteredSession } from "../contracts/register.ts"
import { crypto } from "../crypto/index.ts"
import type { JWT } from "../vocabulary/token.ts"
import type { SessionFacts } from "./claims.ts"

/** Set anew at each sealing: they say nothing of the user. */
const SEALING: ReadonlySet<string> = new Set(["iat", "exp", "jti"])

/** What a register knows a session by. */
export type RegisteredName = Pick<RegisteredSession, "id" | "claims">

/** What a register knows this session by: hashes of its id and of what its token says. */
export async function registeredName(token: JWT, facts: SessionFacts): Promise<RegisteredName> {
  // The id is random, so that nobody finds out by trying whose claims these are.
  const said = JSON.stringify(["latchkey/register/v1", facts.sid, facts.auth_time, text(token)])
  const [id, claims] = await Promise.all([crypto.sha256(facts.sid), crypto.sha256(said)])
  return { id: crypto.toBase64url(id), claims: crypto.toBase64url(claims) }
}

/** The claims of a token as one text, the same for the same claims in any order, before and after sealing. */
function text(token: JWT): string {
  const kept = Object.entries(token).filter(([name]) => !SEALING.has(name))
  return JSON.stringify(Object.fromEntries(kept), (_, value: unknown) => sorted(value))
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
