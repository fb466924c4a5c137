import type { CookieOption } from "../contracts/cookies.ts"
import type { Format, SealSpec } from "../keys/model.ts"

/** A cookie that may hold a session token, and what tokens are accepted in it. */
export interface SessionCookie {
  readonly cookie: CookieOption
  readonly specs: readonly SealSpec[]
}

/** Sealed under whichever name it is found, a session token is one of these. */
export function sessionSpecs(cookieName: string): SealSpec[] {
  return [
    { format: "own", purpose: "session", salt: "" },
    { format: "v5", purpose: "session", salt: cookieName },
    { format: "v5-gcm", purpose: "session", salt: cookieName },
    { format: "v4", purpose: "session", salt: "" },
  ]
}

/** How a session token of this format is sealed under this name. */
export function sessionSpec(format: Format, cookieName: string): SealSpec {
  return { format, purpose: "session", salt: format === "v4" ? "" : cookieName }
}
