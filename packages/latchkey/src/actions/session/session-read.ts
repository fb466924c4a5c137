import type { SetCookie } from "../../contracts/cookies.ts"
import type { Session } from "../../vocabulary/session.ts"

/** How a session is to be read. */
export interface ReadOptions {
  /** Whether cookies can be set: only then is a session slid, sealed anew or cleared. */
  readonly write: boolean
  /** The client's data for an update; absent where nothing is to be updated. */
  readonly update?: { readonly data: unknown }
}

/** The session of a request, and the cookies that go with it. */
export interface SessionRead {
  readonly session: Session | null
  readonly cookies: SetCookie[]
  /** What the session callback was given, for callers that show it on the server. */
  readonly source?: Record<string, unknown>
}

export const NO_SESSION: SessionRead = { session: null, cookies: [] }
