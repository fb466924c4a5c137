import { parseUrl } from "./host.ts"

/** For every answer that reads or sets a session: no cache may keep it (RFC 9111 §5.2.2, ADV-NX08). */
export const noStore: Readonly<Record<"Cache-Control" | "Expires" | "Pragma", string>> = {
  "Cache-Control": "private, no-cache, no-store",
  Expires: "0",
  Pragma: "no-cache",
}

export interface SecurityHeadersOptions {
  /** Whether the answer is a page. */
  html: boolean
  /** Whether we are reached by https. */
  https: boolean
  /** The page's Content-Security-Policy. Default: nothing may load or run, forms go to our own origin. */
  csp?: string | undefined
}

const defaultPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

/**
 * The headers that keep browsers strict (OWASP ASVS 5.0 §3.4, §3.5.8). JSON sends no referrer at all. Pages send it to
 * themselves, since under `no-referrer` a browser posts our own forms with `Origin: null`.
 */
export function securityHeaders(options: SecurityHeadersOptions): Record<string, string> {
  const headers: Record<string, string> = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": options.html ? "same-origin" : "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
  }
  if (options.html) {
    headers["Content-Security-Policy"] = options.csp ?? defaultPolicy
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if (options.https) headers["Strict-Transport-Security"] = "max-age=31536000"
  } else {
    headers["Content-Security-Policy"] =
      options.csp ?? "default-src 'none'; frame-ancestors 'none'; sandbox"
  }
  return headers
}

/** Lets pages of these origins, and no others, show an answer in a frame (CSP3 §6.4.2.2). It may do nothing there. */
export function allowFrames(headers: Headers, origins: readonly string[]): void {
  const ancestors = origins.length === 0 ? "'none'" : origins.join(" ")
  headers.set(
    "content-security-policy",
    `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}; sandbox`,
  )
  // The older header knows no list of origins, and stands beside the newer one where a browser has both.
  headers.delete("x-frame-options")
  headers.set("cross-origin-resource-policy", "cross-origin")
}

/**
 * What a redirect has of them. It shows nothing that a policy could hold for, and browsers pass over one there; but
 * frameworks copy the headers of our redirects to pages of their own (`@auth/qwik` does), where the policy of an answer
 * without a page would lock out that page's scripts and forms.
 */
export const redirectHeaders: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
}

/**
 * Whether nobody is looking yet: a browser or a mail program loads ahead what may be opened (Fetch §3.7, and its
 * older names).
 */
export function isPrefetch(headers: { get(name: string): string | null }): boolean {
  const purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map((name) => headers.get(name))
  return purposes.some((purpose) => /^(?:prefetch|prerender|preview)\b/i.test(purpose ?? ""))
}

/**
 * Whether a request that changes something came from our own pages: by Fetch Metadata, else by `Origin`, else by
 * `Referer`. `unknown` when there is none of them; the CSRF token has to tell then (CS-2).
 *
 * An `Origin: null` without Fetch Metadata is a sandboxed frame's and `cross`, never the same as none (CS-4).
 *
 * @param origin Our own, as `resolveOrigin` says it.
 */
export function isSameOriginRequest(
  headers: { get(name: string): string | null },
  origin: string,
): "same" | "cross" | "unknown" {
  const site = headers.get("sec-fetch-site")
  const sender = headers.get("origin")
  // Only a browser writes Sec-Fetch-Site; an opaque origin, as of a sandboxed frame, makes it "cross-site".
  if (site !== null && site !== "none" && site !== "same-origin") return "cross"
  if (site === "same-origin")
    return sender === null || sender === "null" || sender === origin ? "same" : "cross"
  if (sender !== null) return sender === origin ? "same" : "cross"
  const referer = headers.get("referer")
  if (referer === null) return "unknown"
  return parseUrl(referer)?.origin === origin ? "same" : "cross"
}
