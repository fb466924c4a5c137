import type { SessionRevocation } from "../contracts/revocations.ts"

/** A session, as far as it can be ended by. */
export interface EndableSession {
  readonly facts: {
    readonly sid: string
    /** When the person signed in. Seconds since the epoch. */
    readonly auth_time: number
  }
  /** `sub`: the user, where the token says. */
  readonly token: { readonly sub?: string | undefined }
}

interface UserEnd {
  readonly at: number
  readonly except: string | undefined
  readonly until: number
}

/** What has ended, in memory: two look-ups tell. Holds what counts, and forgets the rest by itself. */
export class EndedSessions {
  readonly #sessions = new Map<string, number>()
  readonly #users = new Map<string, readonly UserEnd[]>()

  has({ facts: { sid, auth_time: authTime }, token: { sub } }: EndableSession): boolean {
    if (this.#sessions.has(sid)) return true
    const ends = sub === undefined ? undefined : this.#users.get(sub)
    if (!ends) return false
    // The time of a sign-in has seconds only: one of the same second is taken for one of before.
    return ends.some(({ at, except }) => authTime * 1000 <= at && sid !== except)
  }

  /** When this user's sessions were ended last; 0 if never. Milliseconds since the epoch. */
  lastEndOf(sub: string): number {
    return Math.max(0, ...(this.#users.get(sub) ?? []).map(({ at }) => at))
  }

  add({ kind, id, at, except, until }: SessionRevocation): void {
    if (kind === "session") {
      this.#sessions.set(id, Math.max(until, this.#sessions.get(id) ?? 0))
      return
    }
    const end = { at, except, until }
    // The same entry may come again; one that ends all makes earlier ones superfluous.
    const others = (this.#users.get(id) ?? []).filter((known) => !covers(end, known))
    this.#users.set(id, others.some((known) => covers(known, end)) ? others : [...others, end])
  }

  /** Drops what no living session needs. */
  forget(now: number): void {
    for (const [sid, until] of this.#sessions) if (until <= now) this.#sessions.delete(sid)
    for (const [id, ends] of this.#users) {
      const left = ends.filter(({ until }) => until > now)
      if (left.length === 0) this.#users.delete(id)
      else if (left.length < ends.length) this.#users.set(id, left)
    }
  }
}

/** Whether all that `other` ends is ended by `one`, for as long. */
function covers(one: UserEnd, other: UserEnd): boolean {
  const spares = one.except !== undefined && one.except !== other.except
  return !spares && one.at >= other.at && one.until >= other.until
}
