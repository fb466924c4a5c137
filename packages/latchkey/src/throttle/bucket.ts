import type { AttemptLimit, ThrottledAction, ThrottleScope } from "../contracts/throttle.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { mac } from "../keys/mac.ts"
import type { Ring } from "../keys/ring.ts"
import { isAtHand } from "../web/at-hand.ts"
import { formatIp, isV4, maskIp, parseIp } from "../web/ip.ts"

/** Where attempts of one kind, by one party, are counted until a moment. */
export interface Bucket {
  readonly scope: ThrottleScope
  readonly limit: AttemptLimit
  readonly key: string
  /** Milliseconds since the epoch, when the count begins anew. */
  readonly until: number
}

/** Whose attempts are counted, and how many there may be. */
export interface Party {
  readonly scope: ThrottleScope
  /** As plain text. */
  readonly who: readonly string[]
  readonly limits: readonly AttemptLimit[]
}

/**
 * The buckets of this moment, one for each limit. Their keys name no one: who they are for is in them as an HMAC with
 * a key of its own, since addresses can be found again from a plain hash. They name their span of time too, so that no
 * clock but ours ends it and no further attempt puts the end off. When the spans begin differs from party to party, and nobody outside can tell.
 */
export function bucketsOf(
  ring: Ring,
  action: ThrottledAction,
  { scope, who, limits }: Party,
  now: number,
): MaybePromise<Bucket[]> {
  const named = (name: string): Bucket[] =>
    limits.map((limit): Bucket => {
      const { attempts, seconds } = limit
      const span = seconds * 1000
      const offset = offsetOf(name) % span
      const count = Math.floor((now + offset) / span)
      const until = (count + 1) * span - offset
      const key = `throttle:${action}:${scope}:${name}:${attempts}/${seconds}/${count}`
      return { scope, limit, key, until }
    })
  const name = mac(ring, "throttle", JSON.stringify([action, scope, who]))
  return isAtHand(name) ? named(name) : name.then(named)
}

/** Some number below 2³², from a text that looks random. */
function offsetOf(name: string): number {
  let value = 0
  for (const character of name) value = (Math.imul(value, 31) + character.charCodeAt(0)) >>> 0
  return value
}

/**
 * The party that an address stands for: itself, or for IPv6 its network, since a household has 2⁶⁴ of those. What nobody
 * knows is one party.
 */
export function networkOf(address: string | undefined, prefix: number): string {
  const ip = address === undefined ? undefined : parseIp(address)
  if (!ip) return "unknown"
  return isV4(ip) ? formatIp(ip) : `${formatIp(maskIp(ip, prefix))}/${prefix}`
}
