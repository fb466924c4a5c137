import type {
  AttemptLimit,
  ThrottledAction,
  ThrottleRule,
  ThrottleScope,
} from "../contracts/throttle.ts"

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const limit = (attempts: number, seconds: number): AttemptLimit => ({ attempts, seconds })

/** The table of docs/throttling.md. Nobody can know how large a site is: `everyone` has no default. */
export const DEFAULTS: { readonly [action in ThrottledAction]: ThrottleRule } = {
  credentials: {
    address: limit(50, 15 * MINUTE),
    pair: limit(5, 15 * MINUTE),
    // No more than a hundred in a row: NIST SP 800-63B-4 §3.2.2, with a day for what it leaves to an administrator.
    account: [limit(10, 15 * MINUTE), limit(100, DAY)],
    device: [limit(10, 15 * MINUTE), limit(100, DAY)],
  },
  mail: {
    address: limit(20, HOUR),
    account: [limit(5, HOUR), limit(20, DAY)],
    device: limit(5, HOUR),
  },
  link: { address: limit(30, 15 * MINUTE), account: [limit(10, 15 * MINUTE), limit(20, DAY)] },
  passkey: { address: limit(60, 15 * MINUTE) },
  passkeyOptions: { address: limit(600, 15 * MINUTE) },
  oauth: { address: limit(300, 15 * MINUTE) },
  callback: { address: limit(100, 15 * MINUTE) },
  signUp: { address: limit(50, HOUR) },
}

/** Who went right gets the attempt back: of these, failures count. Of the others each attempt does. */
export const COUNTS_FAILURES: ReadonlySet<ThrottledAction> = new Set([
  "credentials",
  "link",
  "passkey",
  "callback",
])

/** Nobody says where these come from, so all share the limit of an address, and it is so many times larger. */
export const UNKNOWN_ADDRESS = 20

/** Calls of `authorize` that a process has under way: more than cores to hash on, and few enough to answer others. */
export const CONCURRENT = 16

export const SCOPES: readonly ThrottleScope[] = ["everyone", "address", "pair", "account", "device"]

/** Bits of an IPv6 address that one household or machine has for itself (RFC 4291 §2.5.4, RFC 6177 §2). */
export const IPV6_PREFIX = 64
