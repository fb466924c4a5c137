import type { Redemption } from "../../contracts/register.ts"
import type { Format, SealSpec } from "../../keys/model.ts"
import { type SessionFacts, type SplitClaims, splitFacts } from "../../session/claims.ts"
import type { TokenRead } from "../../session/read-token.ts"
import { sessionSpec, type SessionCookie } from "../../session/session-cookies.ts"
import type { JWT } from "../../vocabulary/token.ts"

/** A token of ours that is in force. */
export interface LiveToken {
  readonly token: JWT
  readonly facts: SessionFacts
  /** Whether the id in the facts names this session the next time too. */
  readonly lasting: boolean
  readonly from: SessionCookie
  /** How it is sealed anew; absent where the application has its own `encode`. */
  readonly spec: SealSpec | undefined
  /** Sealed by the key that seals now. */
  readonly current: boolean
  /** Its key was revoked, and the register has let it in: what to ask once it is sealed by another key. */
  readonly admitted?: Redemption
}

/** A token as it was opened. */
export class OpenedToken implements LiveToken {
  readonly token: JWT
  readonly from: SessionCookie
  readonly current: boolean
  readonly #split: SplitClaims
  readonly #format: Format

  constructor(read: Extract<TokenRead, { status: "ok" }>) {
    this.#split = splitFacts(read.claims)
    this.token = this.#split.token
    this.from = read.from
    this.#format = read.format === "v5-gcm" ? "v5" : read.format
    this.current = read.current
  }

  get spec(): SealSpec {
    return sessionSpec(this.#format, this.from.cookie.name)
  }

  get lasting(): boolean {
    return this.#split.lasting
  }

  get facts(): SessionFacts {
    return this.#split.facts
  }
}

/** The token of a request, or why there is none. */
export type FoundToken =
  | { readonly status: "ok"; readonly live: LiveToken }
  | Exclude<TokenRead, { status: "ok" }>
