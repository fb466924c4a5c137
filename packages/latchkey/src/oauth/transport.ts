import * as oauth from "oauth4webapi"
import { InvalidEndpoints } from "../errors.ts"
import { joinBytes } from "../web/bytes.ts"
import type { OAuthProvider } from "./provider.ts"
import { globalFetch } from "./global-fetch.ts"

/** No answer of a provider needs more; a body that goes on is an attack or a mistake. */
export const MAX_BODY_BYTES: number = 1_048_576
export const DISCOVERY_TIMEOUT_MS: number = 5_000
export const REQUEST_TIMEOUT_MS: number = 10_000

/** What tells one `fetch` from another in a memo. */
export function fetchIdentity(provider: Pick<OAuthProvider<any>, "fetch">): typeof fetch {
  return provider.fetch === globalFetch ? globalThis.fetch : provider.fetch
}

/** What a request to a provider is allowed to do. */
export type Guarded = Pick<OAuthProvider<any>, "id" | "fetch" | "allowInsecure">

/**
 * Whether plain HTTP may be spoken to this URL: on loopback, where nobody listens in, or where the
 * configuration says so by symbol (RFC 9700 §2.6; RFC 8252 §7.3 for loopback).
 */
export function allowsHttp(provider: Pick<Guarded, "allowInsecure">, url: string | URL): boolean {
  return provider.allowInsecure || isLoopback(new URL(url).hostname)
}

/** `localhost`, `*.localhost`, 127/8 and ::1, as the URL parser spells them. */
export function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]")
    return true
  return /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/** @throws {InvalidEndpoints} The URL is neither https nor allowed to be http. */
export function assertTransport(provider: Guarded, url: string | URL): void {
  const { protocol, host } = new URL(url)
  if (protocol === "https:" || (protocol === "http:" && allowsHttp(provider, url))) return
  throw new InvalidEndpoints(
    `Provider "${provider.id}" would be asked without encryption at ${protocol}//${host}: use https, ` +
      "or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust",
  )
}

/**
 * The provider's `fetch` with limits: https only, no redirects, a deadline for headers and body together, and
 * a bound on the (decompressed) body. The answer's body has been read.
 *
 * @throws {InvalidEndpoints} Plain HTTP where it isn't allowed.
 */
export function guardedFetch(
  provider: Guarded,
  timeoutMs: number = REQUEST_TIMEOUT_MS,
): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    assertTransport(provider, url)
    const deadline = new AbortController()
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline.signal]) : deadline.signal
    let timer: ReturnType<typeof setTimeout> | undefined
    // A `customFetch` may ignore the signal, so the deadline doesn't depend on it.
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`no answer from ${new URL(url).host} within ${timeoutMs} ms`)
        deadline.abort(error)
        reject(error)
      }, timeoutMs)
    })
    try {
      const request = provider.fetch(input, { redirect: "manual", ...init, signal })
      return await Promise.race([request.then((response) => readBounded(response)), expired])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The same response with its body read, or an error where it is larger than {@link MAX_BODY_BYTES}. */
async function readBounded(response: Response): Promise<Response> {
  const { status, statusText, headers } = response
  if (status < 200 || response.type === "opaqueredirect") {
    throw new Error("the answer is a redirect or no answer at all")
  }
  // Statuses whose responses have no body (Fetch §2.2.3).
  if (!response.body || [204, 205, 304].includes(status)) {
    return new Response(null, { status, statusText, headers })
  }
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > MAX_BODY_BYTES) {
      await reader.cancel().catch(() => {})
      throw new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`)
    }
    chunks.push(value)
  }
  // A `Blob` of them would be read by another thread.
  return new Response(joinBytes(chunks, size), {
    status,
    statusText,
    headers: plainHeaders(headers),
  })
}

/** The body is decoded by now, so what described its encoding no longer holds. */
function plainHeaders(headers: Headers): Headers {
  const result = new Headers(headers)
  result.delete("content-encoding")
  result.delete("content-length")
  return result
}

/** What the protocol library needs to know for one request. */
export interface RequestOptions {
  [oauth.customFetch]: (url: string, init: object) => Promise<Response>
  [oauth.allowInsecureRequests]: boolean
}

/** The options of a request to `url`: {@link guardedFetch}, and plain HTTP only where it is allowed. */
export function requestOptions(
  provider: Guarded,
  url: string | undefined,
  timeoutMs: number = REQUEST_TIMEOUT_MS,
): RequestOptions {
  return {
    [oauth.customFetch]: guardedFetch(provider, timeoutMs),
    [oauth.allowInsecureRequests]: url !== undefined && allowsHttp(provider, url),
  }
}
