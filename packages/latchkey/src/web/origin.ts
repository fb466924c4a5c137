import { BoundedMap, sharedOnce } from "../crypto/memo.ts"
import {
  type ParsedHost,
  isHostListed,
  isLoopbackHost,
  isLoopbackName,
  parseHost,
  parseUrl,
} from "./host.ts"
import { MAX_HOPS, parseForwarded, protocolOf, splitList } from "./forwarded.ts"
export { isLoopbackHost } from "./host.ts"

/** What decides who we are. */
export interface OriginOptions {
  /** Who we are, where it is known: `AUTH_URL`, `NEXTAUTH_URL` or the configuration. It wins over every header. */
  url?: string | undefined
  /** Whether to believe the host that the request names: always, never, or if it is of this list (`*.example.com`). */
  trustHost: boolean | readonly string[]
  /** Default: `http` at the `Host` header's host. */
  requestUrl?: string | undefined
  headers: { get(name: string): string | null }
}

/** Our origin, or the host that nobody told us to trust (safe to log). */
export type ResolvedOrigin =
  | { readonly ok: true; readonly origin: string }
  | { readonly ok: false; readonly host: string }

/**
 * Says under which origin we were called: the explicit URL, else a host that is trusted, else a refusal. It keeps
 * nothing between requests, so the first one can't decide for the next (HH-1, HH-4). Loopback is always trusted.
 *
 * @example
 * ```ts
 * const who = resolveOrigin({ url: env.AUTH_URL, trustHost: false, requestUrl: request.url, headers: request.headers })
 * if (!who.ok) throw new UntrustedHost(who.host)
 * ```
 */
export function resolveOrigin(options: OriginOptions): ResolvedOrigin {
  if (options.url) return explicitOrigin(options.url)

  const { headers, trustHost, requestUrl = "http://localhost/" } = options
  const asked = whatWasAsked(options)
  const protocol = asked.protocol ?? (/^https:/i.test(requestUrl) ? "https" : "http")
  const { named } = asked
  if (named.includes(",") && headers.get("host") !== named) {
    return oneOfSeveral(splitList(named), protocol, trustHost)
  }
  const site = siteOf(protocol, named)
  return site && isTrusted(site, protocol, trustHost) ? site.accepted : refuse(named)
}

interface Asked {
  /** A host; where several proxies say one, a list. */
  readonly named: string
  readonly protocol: "http" | "https" | undefined
}

/** What the headers say. `Forwarded` counts for those who list their hosts: so few proxies take out a forged one. */
function whatWasAsked({ headers, trustHost, requestUrl }: OriginOptions): Asked {
  const host = headers.get("x-forwarded-host")
  const proto = headers.get("x-forwarded-proto")
  const protocol = proto === null ? undefined : protocolOf(splitList(proto))
  if (host !== null) return { named: host, protocol }
  const header = typeof trustHost === "object" ? headers.get("forwarded") : null
  const forwarded = header === null ? undefined : parseForwarded(header)
  if (forwarded) {
    const { hosts, protocols } = forwarded
    return { named: hosts.join(","), protocol: protocol ?? protocolOf(protocols) }
  }
  const own = requestUrl === undefined ? "localhost" : hostOf(requestUrl)
  return { named: headers.get("host") ?? own, protocol }
}

function isTrusted(
  { host }: Site,
  protocol: "http" | "https",
  trustHost: OriginOptions["trustHost"],
): boolean {
  if (trustHost === true || isLoopbackName(host.hostname)) return true
  return trustHost !== false && isHostListed(trustHost, host, protocol)
}

/**
 * A list means that proxies appended to what a client sent, and neither end of it can be told to be true. So they have
 * to agree; or each of them has to be a host that was listed, then the one nearest to the person counts.
 */
function oneOfSeveral(
  names: readonly string[],
  protocol: "http" | "https",
  trustHost: OriginOptions["trustHost"],
): ResolvedOrigin {
  const sites = names.map((name) => siteOf(protocol, name))
  const [first] = sites
  const agree = sites.every((site) => site && site.accepted.origin === first?.accepted.origin)
  const trusted = sites.every((site) => site && isTrusted(site, protocol, trustHost))
  const may = names.length <= MAX_HOPS && trusted && (agree || typeof trustHost === "object")
  return first && may ? first.accepted : refuse(names.join(","))
}

interface Site {
  readonly host: ParsedHost
  /** The answer where it is trusted. */
  readonly accepted: Extract<ResolvedOrigin, { ok: true }>
}

const allSites = sharedOnce("sites", () => ({
  http: new BoundedMap<string, Site>(128),
  https: new BoundedMap<string, Site>(128),
}))

/**
 * What a host's text means under a protocol. That never changes, so it is worked out once for each text, as far as
 * memory allows; whether the host is trusted is asked each time.
 */
function siteOf(protocol: "http" | "https", named: string): Site | undefined {
  const sites = allSites()[protocol]
  const known = sites.get(named)
  if (known) return known
  const host = parseHost(named)
  const url = host && parseUrl(`${protocol}://${host.hostname}${host.port && `:${host.port}`}`)
  if (!url) return undefined
  const site: Site = { host, accepted: { ok: true, origin: url.origin } }
  if (named.length <= MAX_ORIGIN) sites.set(named, site)
  return site
}

const hostsOfUrls = sharedOnce("hosts-of-urls", () => new BoundedMap<string, string>(128))

/** The host, with its port, of a URL; `""` where there is none. */
function hostOf(url: string): string {
  const scheme = url.startsWith("https://") ? 8 : url.startsWith("http://") ? 7 : 0
  if (scheme === 0) return parseUrl(url)?.host ?? ""
  // All that the host of such a URL depends on stands before its path (WHATWG URL, authority state).
  let end = scheme
  while (end < url.length && !isDelimiter(url.charCodeAt(end))) end++
  if (end > MAX_ORIGIN) return parseUrl(url)?.host ?? ""
  const start = url.slice(0, end)
  const known = hostsOfUrls().get(start)
  if (known !== undefined) return known
  const host = parseUrl(start)?.host ?? ""
  hostsOfUrls().set(start, host)
  return host
}

/** `/`, `?`, `#` and `\\` end the authority. */
function isDelimiter(code: number): boolean {
  return code === 47 || code === 63 || code === 35 || code === 92
}

/** In characters, of what is remembered. */
const MAX_ORIGIN = 300

/** Whether a URL is http(s) on this machine itself. */
export function isLoopbackUrl(url: URL): boolean {
  return isHttp(url) && isLoopbackHost(url.host)
}

const saidOrigins = sharedOnce("said-origins", () => new BoundedMap<string, ResolvedOrigin>(64))

/** A broken explicit URL is refused, never replaced by what the request says. */
function explicitOrigin(text: string): ResolvedOrigin {
  const known = saidOrigins().get(text)
  if (known) return known
  const found = readExplicit(text)
  if (text.length <= MAX_ORIGIN) saidOrigins().set(text, found)
  return found
}

function readExplicit(text: string): ResolvedOrigin {
  const url = parseUrl(
    hasScheme(text) ? text : `${isLoopbackHost(text) ? "http" : "https"}://${text}`,
  )
  return url && isHttp(url) ? { ok: true, origin: url.origin } : refuse(text)
}

function hasScheme(text: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text)
}

function isHttp(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "http:"
}

/** What is shown of a host that isn't ours: no user info, nothing that could break a log line. */
function refuse(host: string): ResolvedOrigin {
  const shown = host.slice(host.lastIndexOf("@") + 1).slice(0, 255)
  return { ok: false, host: shown.replace(/[^\x21-\x7e]/g, "?") }
}
