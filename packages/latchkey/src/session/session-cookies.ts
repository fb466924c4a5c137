import type { CookieOption } from "../contracts/cookies.ts"
import { BoundedMap, sharedOnce } from "../crypto/memo.ts"
import type { Format, SealSpec } from "../keys/model.ts"

/** A cookie that may hold a session token, and what tokens are accepted in it. */
export interface SessionCookie {
  readonly cookie: CookieOption
  readonly specs: readonly SealSpec[]
  /**
   * Read for sessions of those before us. Siblings of our host may write it, so nothing counts in it that we give out
   * ourselves: else an attacker's own session could be put upon a stranger (CT-1).
   */
  readonly isInherited?: true
  /** Where a session that came in it is written from now on. @default in it */
  readonly movesTo?: CookieOption
}

const madeSpecs = sharedOnce("session-specs", () => new BoundedMap<string, readonly SealSpec[]>(64))

/** The cookies that a session is in by default, of each generation. */
const DEFAULT_NAME = /^(__(Secure|Host)-)?(next-auth|authjs|latchkey)\.session-token$/

/** Whether nothing but a session is sealed under this name. */
export function isSessionName(name: string): boolean {
  return DEFAULT_NAME.test(name)
}

/** What takes part in the derivation for our own format. */
export function ownSalt(name: string): string {
  return isSessionName(name) ? "" : name
}

/**
 * Sealed under whichever name it is found, a session token is one of these. The same list for the same name.
 *
 * @param isLegacy - Whether the name is one that only Auth.js wrote to. A sibling of our host can write it too, so a
 * token of ours, which is for a name that siblings can't write, counts for nothing in it.
 */
export function sessionSpecs(cookieName: string, isLegacy = false): readonly SealSpec[] {
  const key = isLegacy ? `${cookieName} legacy` : cookieName
  const known = madeSpecs().get(key)
  if (known) return known
  const made = Object.freeze<SealSpec[]>([
    ...(isLegacy ? [] : ownSpecs(ownSalt(cookieName))),
    { format: "v5", purpose: "session", salt: cookieName },
    { format: "v5-gcm", purpose: "session", salt: cookieName },
    { format: "v4", purpose: "session", salt: "" },
  ])
  for (const spec of made) Object.freeze(spec)
  madeSpecs().set(key, made)
  return made
}

/** Our own format: for the name, and for any, as it was sealed before names took part. */
function ownSpecs(salt: string): SealSpec[] {
  const forAny = { format: "own", purpose: "session", salt: "" } as const
  return salt === "" ? [forAny] : [{ ...forAny, salt }, forAny]
}

/** How a session token of this format is sealed under this name. */
export function sessionSpec(format: Format, cookieName: string): SealSpec {
  const salt = format === "v4" ? "" : format === "own" ? ownSalt(cookieName) : cookieName
  return { format, purpose: "session", salt }
}
