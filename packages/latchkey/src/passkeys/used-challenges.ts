import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { Adapter } from "../contracts/adapter.ts"
import { crypto } from "../crypto/index.ts"

const LIMIT = 10_000

const used = (): BoundedMap<string, number> =>
  sharedMemo("used-challenges", () => new BoundedMap<string, number>(LIMIT))

/**
 * Notes that a challenge was answered. The cookie is taken from the browser as well; this is for whoever kept a copy.
 * With `increment` of the adapter it holds for all processes, else for this one.
 *
 * @returns false where it was answered before
 */
export async function takeChallenge(
  adapter: Pick<Adapter, "increment">,
  challenge: string,
  expires: Date,
): Promise<boolean> {
  const key = `passkey-challenge:${crypto.toBase64url(await crypto.sha256(challenge))}`
  if (used().get(key) !== undefined) return false
  used().set(key, expires.valueOf())
  if (!adapter.increment) return true
  return (await adapter.increment({ key, by: 1, expires })) === 1
}
