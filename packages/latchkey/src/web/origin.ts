import { isHostListed, isLoopbackHost, isLoopbackName, parseHost, parseUrl } from "./host.ts"
export { isLoopbackHost } from "./host.ts"

/** What decides who we are. */
export interface OriginOptions {
  /** Who we are, where it is known: `AUTH_URL`, `NEXTAUTH_URL` or the configuration. It wins over every header. */
  url?: string | undefined
  /** Whether to believe the host that the request names: always, never, or if it is of this list (`*.example.com`). */
  trustHost: boolean | readonly string[]
  requestUrl: string
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

  const { headers, requestUrl, trustHost } = options
  // A list means that a proxy appended to what a client sent; neither end of it can be told to be true.
  const named =
    headers.get("x-forwarded-host") ?? headers.get("host") ?? parseUrl(requestUrl)?.host ?? ""
  const host = parseHost(named)
  if (!host) return refuse(named)

  const protocol = forwardedProtocol(headers) ?? (/^https:/i.test(requestUrl) ? "https" : "http")
  const trusted =
    trustHost === true ||
    isLoopbackName(host.hostname) ||
    (trustHost !== false && isHostListed(trustHost, host, protocol))
  if (!trusted) return refuse(named)

  const url = parseUrl(`${protocol}://${host.hostname}${host.port && `:${host.port}`}`)
  return url ? { ok: true, origin: url.origin } : refuse(named)
}

/** Whether a URL is http(s) on this machine itself. */
export function isLoopbackUrl(url: URL): boolean {
  return isHttp(url) && isLoopbackHost(url.host)
}

/** A broken explicit URL is refused, never replaced by what the request says. */
function explicitOrigin(text: string): ResolvedOrigin {
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

function forwardedProtocol(headers: OriginOptions["headers"]): "http" | "https" | undefined {
  const value = headers.get("x-forwarded-proto")
  return value === "https" || value === "http" ? value : undefined
}

/** What is shown of a host that isn't ours: no user info, nothing that could break a log line. */
function refuse(host: string): ResolvedOrigin {
  const shown = host.slice(host.lastIndexOf("@") + 1).slice(0, 255)
  return { ok: false, host: shown.replace(/[^\x21-\x7e]/g, "?") }
}
