import type { Adapter, AdapterSession, AdapterUser } from "../../contracts/adapter.ts"
import { crypto } from "../../crypto/index.ts"
import { BoundedMap } from "../../crypto/memo.ts"
import { fieldOf, fieldsOf, recordOf } from "./fields.ts"
import { nameable } from "./names.ts"
import type { RedisPlace } from "./place.ts"
import { INSERT, OWN_UNTIL, RENEW, TAKE } from "./scripts.ts"
import { endOf } from "./tokens.ts"
import { readUser } from "./users.ts"

type SessionMethods =
  | "createSession"
  | "getSessionAndUser"
  | "updateSession"
  | "deleteSession"
  | "listSessionsByUserId"
  | "deleteSessionsByUserId"

/** A session as it is stored, under the hash of its token. */
type StoredSession = Pick<AdapterSession, "userId" | "expires">

/** Sessions whose user this process remembers. */
const MAX_GUESSES = 10_000

/**
 * What a session lies under: SHA-256 of the token, base64url. A plain hash is enough, since the token itself is random
 * (RFC 6749 §10.10), and who reads the store can't sign in by it.
 */
async function hashOf(sessionToken: string): Promise<string> {
  return crypto.toBase64url(await crypto.sha256(sessionToken))
}

/** Null where its end can't be read: fail closed. */
function storedOf(reply: unknown): StoredSession | null {
  const row = recordOf<StoredSession>(reply)
  return row && typeof row.userId === "string" && row.expires instanceof Date ? row : null
}

export function sessionMethods(place: RedisPlace): Required<Pick<Adapter, SessionMethods>> {
  const { command, run, names } = place
  const guesses = new BoundedMap<string, string>(MAX_GUESSES)
  const read = async (hash: string): Promise<StoredSession | null> =>
    storedOf(await command("HGETALL", names.session(hash)))
  const note = async (userId: string, hash: string, expires: Date): Promise<boolean> => {
    const keys = [names.user(userId), names.owned(userId, "sessions")]
    return Number(await run(OWN_UNTIL, keys, [hash, endOf(expires)])) === 1
  }
  const take = async (hash: string, userId?: string): Promise<StoredSession | null> => {
    const of = userId === undefined ? "" : fieldOf(userId)!
    return storedOf(await run(TAKE, [names.session(hash)], [of]))
  }
  const hashesOf = async (userId: string): Promise<string[]> => {
    if (!nameable(userId)) return []
    const key = names.owned(userId, "sessions")
    return ((await command("ZRANGE", key, "0", "-1")) as unknown[]).map(String)
  }
  return {
    async createSession({ sessionToken, userId, expires }) {
      if (!nameable(sessionToken, userId))
        throw new TypeError("The text is not well-formed Unicode.")
      const hash = await hashOf(sessionToken)
      const fields = fieldsOf({ userId, expires })
      // The list of the user comes second: nobody has the token before this answers, and what ends all of the user's
      // sessions finds either none of it or the whole.
      const kept = await run(INSERT, [names.session(hash)], [endOf(expires), ...fields])
      if (Number(kept) !== 1) throw new Error("session exists already")
      if (!(await note(userId, hash, expires))) {
        await take(hash, userId)
        throw new Error("no such user")
      }
      return { sessionToken, userId, expires: new Date(expires) }
    },
    async getSessionAndUser(sessionToken) {
      if (!nameable(sessionToken)) return null
      const hash = await hashOf(sessionToken)
      // Whose it was when it was looked at last, is asked for in the same trip; what the session says counts.
      const guess = guesses.get(hash)
      const [session, guessed] = await Promise.all([
        read(hash),
        guess === undefined ? null : readUser(place, guess),
      ])
      if (!session) {
        guesses.delete(hash)
        return null
      }
      const { userId, expires } = session
      const user: AdapterUser | null = guess === userId ? guessed : await readUser(place, userId)
      if (!user) return null
      if (guess !== userId) guesses.set(hash, userId)
      return { session: { sessionToken, userId, expires }, user }
    },
    async updateSession({ sessionToken, userId, expires }) {
      if (!nameable(sessionToken, userId ?? "")) return null
      const hash = await hashOf(sessionToken)
      const before = userId === undefined ? null : await read(hash)
      const args = [expires ? endOf(expires) : "", ...fieldsOf({ userId, expires })]
      const session = storedOf(await run(RENEW, [names.session(hash)], args))
      if (!session) return null
      if (expires || userId !== undefined) await note(session.userId, hash, session.expires)
      if (before && before.userId !== session.userId)
        await command("ZREM", names.owned(before.userId, "sessions"), hash)
      return { sessionToken, ...session }
    },
    async deleteSession(sessionToken) {
      if (!nameable(sessionToken)) return null
      const hash = await hashOf(sessionToken)
      const session = await take(hash)
      if (!session) return null
      await command("ZREM", names.owned(session.userId, "sessions"), hash)
      return { sessionToken, ...session }
    },
    async listSessionsByUserId(userId) {
      const hashes = await hashesOf(userId)
      const rows = await Promise.all(hashes.map(async (id) => ({ id, session: await read(id) })))
      // The list may hold too much: what is over, and what was deleted while it was renewed.
      return rows.flatMap(({ id, session }) =>
        session?.userId === userId ? [{ id, expires: session.expires }] : [],
      )
    },
    async deleteSessionsByUserId(userId, { only, except } = {}) {
      const all = await hashesOf(userId)
      const meant = all.filter((id) => (only === undefined || id === only) && id !== except)
      const taken = await Promise.all(meant.map((id) => take(id, userId)))
      if (meant.length > 0) await command("ZREM", names.owned(userId, "sessions"), ...meant)
      return meant.filter((_, n) => taken[n] !== null)
    },
  }
}
