import { type Bytes, crypto, equalStrings, type MaybePromise } from "../crypto/index.ts"
import { DERIVATION_SALT, derivationInfo, type Purpose } from "./purpose.ts"
import { activeKey, type Ring } from "./ring.ts"
import type { RingKey } from "./model.ts"

/** Authenticates `text` for a purpose with the active key: `<kid>.<HMAC-SHA256>` (RFC 2104). */
export async function mac(ring: Ring, purpose: Purpose, text: string): Promise<string> {
  const key = activeKey(ring)
  return `${key.id}.${await tag(key, purpose, text)}`
}

/** The same, with the key of that id; undefined where the ring has none. */
export async function macWith(
  ring: Ring,
  kid: string,
  purpose: Purpose,
  text: string,
): Promise<string | undefined> {
  const key = ring.keys.find((candidate) => candidate.id === kid)
  return key && `${key.id}.${await tag(key, purpose, text)}`
}

/** Whether `value` is what `mac` gave for this text under any key of the ring. */
export async function verifyMac(
  ring: Ring,
  purpose: Purpose,
  text: string,
  value: string,
): Promise<boolean> {
  const expected = await macWith(ring, value.slice(0, value.indexOf(".")), purpose, text)
  return expected !== undefined && equalStrings(expected, value)
}

async function tag(key: RingKey, purpose: Purpose, text: string): Promise<string> {
  return crypto.toBase64url(await crypto.hmacSha256(await macKey(key, purpose), text))
}

function macKey(key: RingKey, purpose: Purpose): MaybePromise<Bytes> {
  const known = key.macKeys.get(purpose)
  if (known) return known
  const info = derivationInfo(purpose, "HS256")
  const made = crypto.hkdfSha256(key.material.reveal(), DERIVATION_SALT, info, 32)
  key.macKeys.set(purpose, made)
  return made
}
