import { isHostListed, parseHost, parseUrl } from "./host.ts"

export interface SafeRedirectOptions {
  /** Our own URL; its origin is always allowed, and relative addresses resolve to it. */
  baseUrl: string
  /** More origins to allow, exact or with one wildcard label: `https://admin.example.com`, `https://*.example.com`. */
  allowedOrigins?: readonly string[] | undefined
  /** Path of our own routes. An address under it becomes the default: to return to them loops, or signs out. */
  basePath?: string | undefined
}

/** In characters, of what comes in and of what goes out; it has to fit into a cookie (OBS-AJ4). */
const MAX_LENGTH = 2048

/** What no address needs unencoded, and parsers read in different ways. */
const forbidden = /[^\x20-\x7e]|["<>\\]/
/** `scheme://host[:port]` in plain letters: no user info, no percent-encoded or second-guessed host. */
const absolute =
  /^https?:\/\/[a-z0-9._-]+(?::[0-9]*)?(?=[/?#]|$)|^https?:\/\/\[[0-9a-f:.]+\](?::[0-9]*)?(?=[/?#]|$)/i
/** Paths that a later reader could take for another host, once or twice decoded. */
const slashes = /^\/(?:\/|%(?:25)*(?:2f|5c))/i
/** Encoded controls, and a percent sign that encodes nothing. */
const badEncoding = /%(?:25)*(?:[01][0-9a-f]|7f)|%(?![0-9a-f]{2})/i

/**
 * The one way to turn an address from outside into a redirect (RFC 9700 §4.11). It answers an absolute URL on an allowed
 * origin, in visible ASCII, that answers the same when it is put in again; or undefined, for the default.
 *
 * @example
 * ```ts
 * safeRedirect("/dash", { baseUrl: "https://app.example" }) // "https://app.example/dash"
 * safeRedirect("//evil.com", { baseUrl: "https://app.example" }) // undefined
 * ```
 */
export function safeRedirect(input: unknown, options: SafeRedirectOptions): string | undefined {
  if (typeof input !== "string" || input.length > MAX_LENGTH || forbidden.test(input))
    return undefined
  const base = parseUrl(options.baseUrl)
  if (!base) return undefined

  const isPath = input.startsWith("/")
  if (!isPath && !absolute.test(input)) return undefined
  // Appended to the origin, a path can't change the host, whatever it holds; resolved against it, it could.
  const url = parseUrl(isPath ? base.origin + input : input)
  if (!url || !isAllowed(url, base, options.allowedOrigins)) return undefined
  if (isPath && input.startsWith("//")) return undefined
  if (slashes.test(url.pathname) || badEncoding.test(url.pathname)) return undefined
  if (url.origin === base.origin && isUnder(url.pathname, options.basePath)) return undefined

  const result = input === url.origin ? input : url.href
  return result.length <= MAX_LENGTH && !/[^\x21-\x7e]/.test(result) ? result : undefined
}

/**
 * What the `redirect` callback does when an application has none: addresses of our own origin pass, all others become
 * `baseUrl`. Never throws.
 */
export function defaultRedirect(params: { url: string; baseUrl: string }): string {
  return safeRedirect(params.url, { baseUrl: params.baseUrl }) ?? params.baseUrl
}

function isAllowed(url: URL, base: URL, allowed: readonly string[] = []): boolean {
  if (url.protocol !== "https:" && url.protocol !== "http:") return false
  if (url.username !== "" || url.password !== "") return false
  return url.origin === base.origin || allowed.some((entry) => isOrigin(entry, url))
}

/** Scheme, labels and port of an entry against those of the URL; never text against text (ADV-BA03). */
function isOrigin(entry: string, url: URL): boolean {
  const scheme = `${url.protocol}//`
  if (!entry.toLowerCase().startsWith(scheme)) return false
  const host = parseHost(url.host)
  return (
    host !== undefined &&
    isHostListed([entry.slice(scheme.length).replace(/\/$/, "")], host, url.protocol)
  )
}

function isUnder(pathname: string, basePath: string | undefined): boolean {
  if (!basePath || basePath === "/") return false
  return pathname === basePath || pathname.startsWith(`${basePath}/`)
}
