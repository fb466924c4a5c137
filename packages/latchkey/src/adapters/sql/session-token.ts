/// <reference types="node" />
import { createHash } from "node:crypto"

/** Marks a stored session token as a hash; a plain one that another adapter wrote has no such mark. */
export const HASH_MARK = "h1:"

/**
 * What is stored of a session token: who reads the table or a backup of it can't sign in with what they read. A
 * plain hash is enough, since the token itself is random (RFC 6749 §10.10: not guessable).
 */
export function storedSessionToken(sessionToken: string): string {
  return HASH_MARK + createHash("sha256").update(sessionToken, "utf8").digest("base64url")
}

/**
 * The stored values that a token may be found under: its hash, and itself where another adapter wrote it. A value
 * with our mark never matches itself, or the stored hash would be as good as the token.
 */
export function sessionTokenKeys(sessionToken: string): [hash: string, plain: string] {
  const hash = storedSessionToken(sessionToken)
  return [hash, sessionToken.startsWith(HASH_MARK) ? hash : sessionToken]
}

/** What others may know of a session, by what is stored of its token: SHA-256 of the token, base64url. */
export function publicSessionId(stored: string): string {
  const hash = stored.startsWith(HASH_MARK) ? stored : storedSessionToken(stored)
  return hash.slice(HASH_MARK.length)
}

/** What a row may be found under that was read with this token: a plain one may have been replaced by its hash since. */
export function formsOf(stored: string): string[] {
  return stored.startsWith(HASH_MARK) ? [stored] : [stored, storedSessionToken(stored)]
}
