import { crypto } from "../crypto/index.ts"

/** The public id of a session in the database: SHA-256 of its token, base64url. See `SessionRecord.id`. */
export async function publicSessionId(sessionToken: string): Promise<string> {
  return crypto.toBase64url(await crypto.sha256(sessionToken))
}
