import type { CookieOption } from "../contracts/cookies.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { Format, SealSpec } from "../keys/model.ts"

/** A cookie that may hold a session token, and what tokens are accepted in it. */
export interface SessionCookie {
  readonly cookie: CookieOption
  readonly specs: readonly SealSpec[]
  /** Where a session that came in it is written from now on. @default in it */
  readonly movesTo?: CookieOption
}

const madeSpecs = (): BoundedMap<string, readonly SealSpec[]> =>
  sharedMemo("session-specs", () => new BoundedMap<string, readonly SealSpec[]>(64))

/** Sealed under whichever name it is found, a session token is one of these. The same list for the same name. */
export function sessionSpecs(cookieName: string): readonly SealSpec[] {
  const known = madeSpecs().get(cookieName)
  if (known) return known
  const made = Object.freeze<SealSpec[]>([
    { format: "own", purpose: "session", salt: "" },
    { format: "v5", purpose: "session", salt: cookieName },
    { format: "v5-gcm", purpose: "session", salt: cookieName },
    { format: "v4", purpose: "session", salt: "" },
  ])
  for (const spec of made) Object.freeze(spec)
  madeSpecs().set(cookieName, made)
  return made
}

/** How a session token of this format is sealed under this name. */
export function sessionSpec(format: Format, cookieName: string): SealSpec {
  return { format, purpose: "session", salt: format === "v4" ? "" : cookieName }
}
