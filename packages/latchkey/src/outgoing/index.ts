/**
 * Requests to addresses that somebody else chose, on Node.js.
 *
 * @module
 */
import { send } from "./send.ts"
import { systemResolve, targetOf, type TargetRules } from "./target.ts"

export { OutgoingRefused, type OutgoingReason } from "./refused.ts"

export interface PublicFetchOptions {
  /**
   * Host names and addresses, as a URL spells them, that may be private, by any port, and by http: those of your own
   * network. IPv6 addresses without brackets. @default none
   */
  readonly allow?: readonly string[]
  /** Ports that may be asked. @default 443 */
  readonly ports?: readonly number[]
  /** Bytes of an answer. @default 1048576 */
  readonly maxBytes?: number
  /** Seconds for all of a request: to resolve the name, to connect, and to the last byte. @default 10 */
  readonly timeout?: number
  /** Answers all addresses of a host, in the place of the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>
}

/**
 * A `fetch` that reaches public addresses only: for issuers that your customers enter. The name is resolved once, every
 * address is judged, and the connection goes to one of those, so that a name which means something else a moment later
 * (DNS rebinding) leads nowhere else. No redirect is followed, https only, one port, no compression, and a bound on
 * bytes and time. Each request has a connection of its own. Node.js only.
 *
 * Its promise is rejected with an `OutgoingRefused` where a rule says no.
 *
 * @example
 * ```ts
 * import { customFetch } from "latchkey"
 * import { publicFetch } from "latchkey/outgoing"
 * import OIDC from "latchkey/providers/oidc"
 *
 * const guarded = publicFetch()
 * const provider = (issuer: string) => OIDC({ id: "sso", name: "SSO", issuer, [customFetch]: guarded })
 * ```
 */
export function publicFetch(options: PublicFetchOptions = {}): typeof fetch {
  const { allow = [], ports = [443], maxBytes = 1_048_576, timeout = 10 } = options
  const rules: TargetRules = {
    allow: new Set(allow),
    ports: new Set(ports),
    resolve: options.resolve ?? systemResolve,
  }
  return async (input, init) => {
    const deadline = AbortSignal.timeout(timeout * 1000)
    const request = new Request(input, init)
    const url = new URL(request.url)
    const signal = AbortSignal.any([request.signal, deadline])
    const { method, headers } = request
    headers.delete("host")
    try {
      const pinned = await within(signal, targetOf(url, rules))
      const body = new Uint8Array(await request.arrayBuffer())
      return await send({ url, method, headers, body, pinned, maxBytes, signal })
    } catch (error) {
      // What a connection says that was cut is not why it was.
      signal.throwIfAborted()
      throw error
    }
  }
}

/** A resolver knows no signal. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error)
    signal.addEventListener("abort", stop, { once: true })
  })
  try {
    signal.throwIfAborted()
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener("abort", stop!)
  }
}
