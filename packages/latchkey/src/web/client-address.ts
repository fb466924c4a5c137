import { formatIp, isWithin, type Network, parseIp, parseNetwork } from "./ip.ts"

/**
 * Which header says where a request came from. `proxies`: how many proxies of yours each request passes, of which each
 * adds to `X-Forwarded-For`; or the addresses and networks (`10.0.0.0/8`) that they are in, where their number is not
 * always the same. `header`: one that your platform sets itself, whatever the client sent.
 */
export type ClientAddressRule =
  | { readonly proxies: number | readonly string[]; readonly header?: never }
  | { readonly header: string; readonly proxies?: never }

/** Entries of `X-Forwarded-For` that are looked at, from the right. */
const MAX_HOPS = 64

/**
 * The address of whoever sent a request, as far as somebody we trust wrote it down, in its one spelling; undefined where
 * nobody did. What stands further left in `X-Forwarded-For` was written by the client, and is never read.
 *
 * @example
 * ```ts
 * const address = clientAddress(request.headers, { proxies: 1 })
 * ```
 */
export function clientAddress(
  headers: { get(name: string): string | null },
  rule: ClientAddressRule | undefined,
): string | undefined {
  if (!rule) return undefined
  if (rule.header !== undefined) return addressOf(headers.get(rule.header) ?? "")
  const { proxies } = rule
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").slice(-MAX_HOPS)
  if (typeof proxies !== "number") return beyond(hops, proxies)
  return proxies >= 1 ? addressOf(hops.at(-proxies) ?? "") : undefined
}

/**
 * The first entry from the right that is no proxy of ours: our last proxy wrote it. What lies left of it is not read, and
 * an entry that is no address ends the walk, since nobody of ours wrote that.
 */
function beyond(hops: readonly string[], proxies: readonly string[]): string | undefined {
  const trusted = networksOf(proxies)
  let found: string | undefined
  for (let index = hops.length - 1; index >= 0; index--) {
    const ip = parseIp(hops[index]!)
    if (!ip) return undefined
    found = formatIp(ip)
    if (!trusted.some((network) => isWithin(ip, network))) return found
  }
  // All are ours: the request began at the leftmost.
  return found
}

/**
 * @throws TypeError for what is no address and no network
 */
export function networksOf(proxies: readonly string[]): Network[] {
  return proxies.map((text) => {
    const network = parseNetwork(text)
    if (!network) throw new TypeError(`clientIp.proxies: ${JSON.stringify(text)} is no network`)
    return network
  })
}

function addressOf(text: string): string | undefined {
  const ip = parseIp(text)
  return ip && formatIp(ip)
}
