/** A host as a `Host` header names it, in the one spelling we compare. */
export interface ParsedHost {
  /** Lower case; an IPv6 address in brackets. */
  readonly hostname: string
  /** `""` when none was given. */
  readonly port: string
}

const hostGrammar = /^(?:([a-z0-9_.-]+)|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/
const labelGrammar = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/**
 * Reads `hostname[:port]` or `[v6][:port]` (RFC 9110 §7.2), and nothing that a URL parser could read in another way:
 * no user info, path, list, blank, control, trailing dot, or number that is an IPv4 address in disguise.
 */
export function parseHost(text: string): ParsedHost | undefined {
  if (text.length === 0 || text.length > 255) return undefined
  const lower = text.toLowerCase()
  const match = hostGrammar.exec(lower)
  if (!match) return undefined
  const [, name, port = ""] = match
  if (port !== "" && (Number(port) > 65_535 || Number(port) === 0)) return undefined
  if (name !== undefined && !name.split(".").every((label) => labelGrammar.test(label)))
    return undefined

  const hostname = port === "" ? lower : lower.slice(0, -port.length - 1)
  const url = parseUrl(`http://${hostname}/`)
  if (!url) return undefined
  if (name === undefined) return { hostname: url.hostname, port }
  // `127.1`, `0x7f000001` and their like change under the parser: refuse what isn't spelled canonically.
  return url.hostname === hostname ? { hostname, port } : undefined
}

/**
 * Whether a host is of an allow-list. `*.` stands for exactly one label, as in a certificate (RFC 9525 §6.3), and needs
 * two labels behind it: `*.com` would be everybody. An entry without a port means the default port.
 */
export function isHostListed(list: readonly string[], host: ParsedHost, protocol: string): boolean {
  const port = host.port === defaultPort(protocol) ? "" : host.port
  return list.some((entry) =>
    matchesEntry(entry.trim().toLowerCase(), host.hostname, port, protocol),
  )
}

function matchesEntry(entry: string, hostname: string, port: string, protocol: string): boolean {
  const wildcard = entry.startsWith("*.")
  const listed = parseHost(wildcard ? entry.slice(2) : entry)
  if (!listed) return false
  if ((listed.port === defaultPort(protocol) ? "" : listed.port) !== port) return false
  if (!wildcard) return listed.hostname === hostname
  if (!listed.hostname.includes(".")) return false
  const dot = hostname.indexOf(".")
  return dot > 0 && !hostname.startsWith("[") && hostname.slice(dot + 1) === listed.hostname
}

function defaultPort(protocol: string): string {
  return protocol === "https" || protocol === "https:" ? "443" : "80"
}

/** Whether a host (with or without port) is this machine itself: `localhost`, `*.localhost`, 127/8, `[::1]`. */
export function isLoopbackHost(host: string): boolean {
  const parsed = parseHost(host)
  return parsed !== undefined && isLoopbackName(parsed.hostname)
}

/** RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. Expects a canonical name. */
export function isLoopbackName(hostname: string): boolean {
  if (hostname === "localhost" || hostname === "[::1]") return true
  return hostname.endsWith(".localhost") || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}

/** `new URL` that answers undefined instead of throwing. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
