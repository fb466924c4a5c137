import { crypto, type MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { RingKey } from "./model.ts"
import { DERIVATION_SALT, derivationInfo } from "./purpose.ts"
import { SecretText } from "./secret-text.ts"

const KID_BYTES = 6

const ringKeys = (): BoundedMap<string, MaybePromise<RingKey>> =>
  sharedMemo("ring-keys", () => new BoundedMap<string, MaybePromise<RingKey>>(256))

/** The keys that this process has met lately. */
export function knownKeys(): MaybePromise<RingKey>[] {
  return ringKeys()
    .entries()
    .map(([, key]) => key)
}

/** The key made of this string, exactly as it is given: its UTF-8 bytes, never decoded, stretched or trimmed. */
export function ringKey(secret: string): MaybePromise<RingKey> {
  const memo = ringKeys()
  const known = memo.get(secret)
  if (known) return known
  const info = derivationInfo("kid", "id")
  const id = crypto.hkdfSha256(secret, DERIVATION_SALT, info, KID_BYTES)
  const made = id instanceof Promise ? id.then((bytes) => make(secret, bytes)) : make(secret, id)
  memo.set(secret, made)
  if (made instanceof Promise) {
    made.then(
      (key) => memo.set(secret, key),
      () => memo.delete(secret),
    )
  }
  return made
}

function make(secret: string, id: Uint8Array): RingKey {
  return {
    id: crypto.toBase64url(id),
    material: new SecretText(secret),
    derived: new BoundedMap(64),
    macKeys: new BoundedMap(16),
    seals: 0,
    opens: 0,
  }
}
