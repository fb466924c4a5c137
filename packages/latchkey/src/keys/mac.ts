import { crypto, equalStrings, type Mac, type MaybePromise } from "../crypto/index.ts"
import { isAtHand } from "../web/at-hand.ts"
import { DERIVATION_SALT, derivationInfo, type Purpose } from "./purpose.ts"
import { activeKey, type Ring } from "./ring.ts"
import type { RingKey } from "./model.ts"

/** Authenticates `text` for a purpose with the active key: `<kid>.<HMAC-SHA256>` (RFC 2104). */
export function mac(ring: Ring, purpose: Purpose, text: string): MaybePromise<string> {
  return made(activeKey(ring), purpose, text)
}

/** The same, with the key of that id; undefined where the ring has none. */
export function macWith(
  ring: Ring,
  kid: string,
  purpose: Purpose,
  text: string,
): MaybePromise<string | undefined> {
  const key = ring.keys.find((candidate) => candidate.id === kid)
  return key && made(key, purpose, text)
}

/** Whether `value` is what `mac` gave for this text under any key of the ring. */
export function verifyMac(
  ring: Ring,
  purpose: Purpose,
  text: string,
  value: string,
): MaybePromise<boolean> {
  const expected = macWith(ring, value.slice(0, value.indexOf(".")), purpose, text)
  const isIt = (right: string | undefined): boolean =>
    right !== undefined && equalStrings(right, value)
  return isAtHand(expected) ? isIt(expected) : expected.then(isIt)
}

/** At once where the runtime can, as `open` does. */
function made(key: RingKey, purpose: Purpose, text: string): MaybePromise<string> {
  const written = (tag: Uint8Array): string => `${key.id}.${crypto.toBase64url(tag)}`
  const known = macKey(key, purpose)
  const tag = isAtHand(known) ? known.tag(text) : known.then((ready) => ready.tag(text))
  return isAtHand(tag) ? written(tag) : tag.then(written)
}

/** Derived once for a key of a ring and a purpose, and gone with the key. */
function macKey(key: RingKey, purpose: Purpose): MaybePromise<Mac> {
  const known = key.macKeys.get(purpose)
  if (known) return known
  const info = derivationInfo(purpose, "HS256")
  const derived = crypto.hkdfSha256(key.material.reveal(), DERIVATION_SALT, info, 32)
  const ready = isAtHand(derived) ? crypto.mac(derived) : derived.then(crypto.mac)
  key.macKeys.set(purpose, ready)
  return ready
}
