import type { Redemption } from "../../contracts/register.ts"
import type { SealSpec } from "../../keys/model.ts"
import type { SessionFacts } from "../../session/claims.ts"
import type { TokenRead } from "../../session/read-token.ts"
import type { SessionCookie } from "../../session/session-cookies.ts"
import type { JWT } from "../../vocabulary/token.ts"

/** A token of ours that is in force. */
export interface LiveToken {
  readonly token: JWT
  readonly facts: SessionFacts
  readonly from: SessionCookie
  /** How it is sealed anew; absent where the application has its own `encode`. */
  readonly spec: SealSpec | undefined
  /** Sealed by the key that seals now. */
  readonly current: boolean
  /** Its key was revoked, and the register has let it in: what to ask once it is sealed by another key. */
  readonly admitted?: Redemption
}

/** The token of a request, or why there is none. */
export type FoundToken =
  | { readonly status: "ok"; readonly live: LiveToken }
  | Exclude<TokenRead, { status: "ok" }>
