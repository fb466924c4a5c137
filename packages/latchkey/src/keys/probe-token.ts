import { equalStrings } from "../crypto/index.ts"
import { mac, macWith } from "./mac.ts"
import type { Ring } from "./ring.ts"

/** Seconds that a token is good for. */
const LIFETIME = 60
/** Seconds by which the clock of whoever asks may be ahead. */
const CLOCK_TOLERANCE = 15

/** `<kid>.<seconds since the epoch>.<HMAC-SHA256>`; whatever begins otherwise is some gateway's token, not ours. */
const beginning = /^[A-Za-z0-9_-]{8}\.\d{1,12}\./
const grammar = /^([A-Za-z0-9_-]{8})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/

export interface ProbeTokenOptions {
  /** The address that it is shown to: a URL, or a host with its port as the `Host` header names it. */
  readonly to: string
  /** The key to make it with. Default: the one that seals. */
  readonly kid?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now?: number
}

/**
 * A bearer token that shows that one has the keys, for the details of the health answer. It counts at one host, for a
 * minute, and for nothing else; the keys can't be told from it.
 *
 * @throws TypeError where the ring has no such key
 */
export async function makeProbeToken(ring: Ring, options: ProbeTokenOptions): Promise<string> {
  const seconds = Math.floor((options.now ?? Date.now()) / 1000)
  const text = textOf(hostOf(options.to), String(seconds))
  const kid = options.kid ?? ring.keys[0]!.id
  const made = await macWith(ring, kid, "health", text)
  if (made === undefined) throw new TypeError(`There is no key ${kid}.`)
  return `${kid}.${seconds}.${made.slice(kid.length + 1)}`
}

/**
 * What became of a token.
 * - `ok`: made with a key of ours, for this host, in the last minute
 * - `expired`: the same, but at another time
 * - `refused`: another ring's, another host's, or forged
 * - `foreign`: none of ours; a gateway in front may want it
 */
export type ProbeVerdict = "ok" | "expired" | "refused" | "foreign"

export interface ProbeCheck {
  /** The hosts that are this application's. */
  readonly hosts: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now?: number
}

/** Judges a token by any key that opens. Never throws for what came from outside. */
export async function checkProbeToken(
  ring: Ring,
  token: string,
  { hosts, now = Date.now() }: ProbeCheck,
): Promise<ProbeVerdict> {
  if (!beginning.test(token)) return "foreign"
  const [, kid, digits, tag] = grammar.exec(token) ?? []
  if (kid === undefined || digits === undefined || tag === undefined) return "refused"
  const known = ring.keys.some((key) => key.id === kid)
  let genuine = false
  for (const host of hosts) {
    const text = textOf(host.toLowerCase(), digits)
    // One MAC each way, so that the time does not tell whether the key is ours.
    const expected = known
      ? await macWith(ring, kid, "health", text)
      : await mac(ring, "health", text)
    if (equalStrings(expected!, `${kid}.${tag}`)) genuine = true
  }
  if (!genuine) return "refused"
  const age = now / 1000 - Number(digits)
  return age >= -CLOCK_TOLERANCE && age <= LIFETIME ? "ok" : "expired"
}

function textOf(host: string, seconds: string): string {
  return `${host}\n${seconds}`
}

/** As a `Host` header has it (RFC 9110 §7.2): lower case, without the scheme's default port. */
function hostOf(to: string): string {
  return /^https?:\/\//i.test(to) ? new URL(to).host : to.toLowerCase()
}
