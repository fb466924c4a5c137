import { parseHost } from "./host.ts"

/**
 * Which header says where a request came from. `proxies`: how many proxies of yours each request passes, of which each
 * adds to `X-Forwarded-For`. `header`: one that your platform sets itself, whatever the client sent.
 */
export type ClientAddressRule =
  | { readonly proxies: number; readonly header?: never }
  | { readonly header: string; readonly proxies?: never }

/** `X-Forwarded-For` longer than this is nobody's that we trust. */
const MAX_HOPS = 64

/**
 * The address of whoever sent a request, as far as somebody we trust wrote it down; undefined where nobody did. What
 * stands further left in `X-Forwarded-For` was written by the client, and is never read.
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
  const hops = (headers.get("x-forwarded-for") ?? "").split(",")
  if (!(rule.proxies >= 1) || hops.length > MAX_HOPS) return undefined
  return addressOf(hops.at(-rule.proxies) ?? "")
}

/** An IPv4 or IPv6 address in its usual spelling, without a port; undefined for anything else. */
function addressOf(text: string): string | undefined {
  const said = text.trim().replace(/^::ffff:(?=\d+\.)/i, "")
  const bare = said.includes("::") || said.split(":").length > 2
  const parsed = parseHost(bare && !said.startsWith("[") ? `[${said}]` : said)
  if (!parsed) return undefined
  const { hostname } = parsed
  if (hostname.startsWith("[")) return hostname.slice(1, -1)
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname) ? hostname : undefined
}
