import { createRemoteJWKSet, customFetch } from "jose"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { OAuthProvider } from "./provider.ts"
import { DISCOVERY_TIMEOUT_MS, fetchIdentity, guardedFetch } from "./transport.ts"

/** A provider's public keys, read once in a while whatever is asked of them. */
export type ProviderKeys = ReturnType<typeof createRemoteJWKSet>

/** Milliseconds that keys are used, and until a key that is not among them has them read again. */
const MAX_AGE = 600_000
const COOLDOWN = 30_000
const LIMIT = 100

const memo = (): WeakMap<typeof fetch, BoundedMap<string, ProviderKeys>> =>
  sharedMemo("logout-keys", () => new WeakMap<typeof fetch, BoundedMap<string, ProviderKeys>>())

/**
 * The keys that a provider signs with. Anyone can send a token that names a key nobody knows: so they are read again
 * at most every half a minute.
 */
export function providerKeys(provider: OAuthProvider<any>, url: string): ProviderKeys {
  const identity = fetchIdentity(provider)
  let known = memo().get(identity)
  if (!known) memo().set(identity, (known = new BoundedMap(LIMIT)))
  // Another provider's leave to speak plain HTTP is not this one's.
  const key = `${provider.allowInsecure} ${url}`
  const keys = known.get(key)
  if (keys) return keys
  const made = createRemoteJWKSet(new URL(url), {
    [customFetch]: guardedFetch(provider, DISCOVERY_TIMEOUT_MS),
    timeoutDuration: DISCOVERY_TIMEOUT_MS,
    cooldownDuration: COOLDOWN,
    cacheMaxAge: MAX_AGE,
  })
  known.set(key, made)
  return made
}
