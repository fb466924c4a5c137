/** A request of `node:http`, or of a framework that hands one on, as far as it is read. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly url?: string | undefined
  readonly method?: string | undefined
}

/** The headers of a request of Node's, as the web has them. */
export function headersOf(req: NodeRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    // HTTP/2 pseudo-headers are no headers (RFC 9113 §8.3).
    if (value === undefined || name.startsWith(":")) continue
    headers.set(name, oneOf(name, value))
  }
  const host = hostOf(req)
  if (host !== undefined && !headers.has("host")) headers.set("host", host)
  return headers
}

/** In HTTP/2 a pseudo-header says it (RFC 9113 §8.3.1). */
const hostOf = ({ headers }: NodeRequest): string | undefined => {
  const said = headers["host"] ?? headers[":authority"]
  return said === undefined ? undefined : oneOf("host", said)
}

const oneOf = (name: string, value: string | string[]): string =>
  Array.isArray(value) ? value.join(name === "cookie" ? "; " : ", ") : value

/** How a request of the web is made, or one of a framework's that is more. */
export type MakeRequest<R extends Request> = (url: URL, init: { headers: Headers }) => R

/**
 * A request of Node's for a check of its session: its headers as they are. A request of the web is made where somebody
 * looks at it, and costs more than the check.
 */
export class NodeIncoming<R extends Request> {
  readonly #req: NodeRequest
  readonly #make: MakeRequest<R>
  #request: R | undefined

  constructor(req: NodeRequest, make: MakeRequest<R>) {
    this.#req = req
    this.#make = make
  }

  get headers(): { get(name: string): string | null } {
    return this
  }

  /** One header. Node writes names in small letters. */
  get(name: string): string | null {
    if (name === "host") return hostOf(this.#req) ?? null
    const found = this.#req.headers[name.toLowerCase()]
    return found === undefined ? null : oneOf(name, found)
  }

  get url(): string {
    return this.#request?.url ?? `${baseOf(this, this.#req)}${pathOf(this.#req)}`
  }

  /** The request as the web has it, without its body: what a configuration or a callback may look at. */
  get request(): R {
    return (this.#request ??= webRequestOf(this.#req, this.#make))
  }
}

function baseOf(headers: { get(name: string): string | null }, req: NodeRequest): string {
  const { socket } = req as { socket?: { encrypted?: boolean } }
  const isSecure = headers.get("x-forwarded-proto") === "https" || socket?.encrypted === true
  const named = `${isSecure ? "https" : "http"}://${headers.get("host") ?? "localhost"}`
  return URL.canParse(named) ? named : "http://localhost"
}

const pathOf = ({ url = "/" }: NodeRequest): string => (url.startsWith("/") ? url : "/")

/** As {@link NodeIncoming.request}. */
export function webRequestOf<R extends Request>(req: NodeRequest, make: MakeRequest<R>): R {
  const headers = headersOf(req)
  const url = new URL(baseOf(headers, req))
  const [pathname, search] = pathOf(req).split(/\?(.*)/s)
  url.pathname = pathname!
  url.search = search ?? ""
  return make(url, { headers })
}
