import { randomToken } from "../crypto/index.ts"
import type { JWT } from "../vocabulary/token.ts"

/**
 * What we keep in every session token beside the application's claims, under one name, `lk`, so that no claim of
 * the application or of a provider (`sid` is one in OpenID Connect) can collide with it or change it.
 */
export interface SessionFacts {
  /** Id of the session: stays when the token is sealed anew. */
  readonly sid: string
  /** When the person proved who they are, seconds since the epoch (OpenID Connect Core §2). */
  readonly auth_time: number
  /** Version of these facts. */
  readonly ver: 1
  /** Until when a register knows the session, seconds since the epoch; absent where none does. */
  readonly reg?: number
  /** Until when the list of sessions has it, seconds since the epoch; absent where it has not. */
  readonly rec?: number
}

export const FACTS_CLAIM = "lk"

/** The facts of a session that begins now. */
export function newFacts(now: number = Date.now()): SessionFacts {
  return { sid: randomToken(16), auth_time: Math.floor(now / 1000), ver: 1 }
}

/** The application's claims and our facts. */
export interface SplitClaims {
  readonly token: JWT
  /** A token of before us has none and gets none invented but an id, when it is asked for. */
  readonly facts: SessionFacts
  /** Whether the id names this session the next time too. */
  readonly lasting: boolean
}

/** Takes the claims of a token apart, which nobody else may hold. */
export function splitFacts(claims: Record<string, unknown>): SplitClaims {
  const said = claims[FACTS_CLAIM]
  if (said === undefined) return new Foreign(claims)
  const { [FACTS_CLAIM]: _, ...token } = claims
  return isFacts(said) ? { token, facts: said, lasting: true } : new Foreign(token)
}

/** A longer one is nobody's that we know, and would fill the stores. */
const MAX_JTI = 128

/** Claims without facts of ours. */
class Foreign implements SplitClaims {
  readonly token: JWT
  #facts: SessionFacts | undefined
  readonly #authTime: number
  readonly #jti: string | undefined

  constructor(token: JWT) {
    this.token = token
    // A callback may change the token before anybody asks.
    this.#authTime = typeof token["iat"] === "number" ? token["iat"] : 0
    const { jti } = token
    this.#jti = typeof jti === "string" && jti !== "" && jti.length <= MAX_JTI ? jti : undefined
  }

  /** NextAuth.js and Auth.js give each cookie an id (RFC 7519 §4.1.7): every copy of it is the same session. */
  get facts(): SessionFacts {
    return (this.#facts ??= {
      sid: this.#jti === undefined ? randomToken(16) : `jti:${this.#jti}`,
      auth_time: this.#authTime,
      ver: 1,
    })
  }

  get lasting(): boolean {
    return this.#jti !== undefined
  }
}

/** The claims to seal: whatever a callback returned, with our facts out of its reach. */
export function joinFacts(token: JWT, facts: SessionFacts): Record<string, unknown> {
  return { ...token, [FACTS_CLAIM]: facts }
}

function isFacts(value: unknown): value is SessionFacts {
  const facts = value as SessionFacts | undefined
  return (
    typeof facts === "object" &&
    facts !== null &&
    typeof facts.sid === "string" &&
    typeof facts.auth_time === "number" &&
    facts.ver === 1 &&
    (facts.reg === undefined || typeof facts.reg === "number") &&
    (facts.rec === undefined || typeof facts.rec === "number")
  )
}
