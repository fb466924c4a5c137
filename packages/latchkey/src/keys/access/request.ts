import { allowInsecureRequests } from "../../contracts/symbols.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { isLoopbackHost, parseUrl } from "../../web/host.ts"
import { parseJsonObject } from "../../web/json.ts"
import { retryAfterOf, uncached } from "../../web/outgoing.ts"
import { SourceError } from "../source-error.ts"

/** Bytes of an answer. The largest secrets of any manager are 64 KiB; lists of them are larger. */
const MAX_BODY = 1_048_576
const DEFAULT_TIMEOUT = 5

/** A credential: the text, or a function that is asked each time it is needed. */
export type Credential = string | (() => Awaitable<string>)

/** What every source that speaks HTTP takes. */
export interface HttpSourceOptions {
  /** Seconds that an answer is fresh. @default 60 */
  ttl?: number
  /** Seconds after which one request is given up. @default 5 */
  timeout?: number
  /** Instead of the global one, e.g. for a private certificate authority. */
  fetch?: typeof fetch
  /** Allows plain HTTP beyond this machine, e.g. to a Vault inside the cluster whose network is encrypted already. */
  [allowInsecureRequests]?: boolean
}

/** How requests of one source are made. */
export interface Connection {
  /** The source's name, for errors. */
  readonly source: string
  readonly options: HttpSourceOptions
  readonly signal?: AbortSignal | undefined
}

export interface SourceRequest {
  readonly url: string
  readonly method?: "GET" | "POST" | "PUT"
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, a URLSearchParams as a form. */
  readonly body?: string | URLSearchParams | Readonly<Record<string, unknown>> | undefined
  /** What a person should check when this is refused, e.g. `the token may read this path`. */
  readonly check: string
  /** A service of the machine's own network, which speaks plain HTTP: metadata, container credentials. */
  readonly metadata?: boolean
}

export interface SourceAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * One request: https only (but on this machine), no redirect followed, a deadline, a bounded body. Answers of any status.
 *
 * @throws SourceError without an answer
 */
export async function send(on: Connection, request: SourceRequest): Promise<SourceAnswer> {
  const { source, options } = on
  assertPrivate(on, request)
  const deadline = AbortSignal.timeout((options.timeout ?? DEFAULT_TIMEOUT) * 1000)
  const signal = on.signal ? AbortSignal.any([on.signal, deadline]) : deadline
  try {
    const response = await (options.fetch ?? globalThis.fetch)(request.url, {
      method: request.method ?? "GET",
      // Not "error", which workerd doesn't know. A redirect is then an answer like any other that isn't 2xx.
      redirect: "manual",
      signal,
      ...uncached(),
      ...encode(request),
    })
    return { status: response.status, headers: response.headers, text: await readText(response) }
  } catch (error) {
    if (signal.aborted) {
      throw new SourceError(source, `${hostOf(request)} did not answer in time`)
    }
    throw new SourceError(source, `${hostOf(request)} can't be reached (${codeOf(error)})`)
  }
}

/**
 * The JSON object that a request was answered with.
 *
 * @throws SourceError for every status but 2xx, and where the body is no JSON object
 */
export async function sendForJson(
  on: Connection,
  request: SourceRequest,
): Promise<Record<string, unknown>> {
  const answer = await send(on, request)
  if (answer.status < 200 || answer.status > 299) throw refusal(on, request, answer)
  const body = parseJsonObject(answer.text)
  if (!body) throw new SourceError(on.source, "the answer is not a JSON object, or was cut off")
  return body
}

/** The error for an answer that isn't 2xx. `code` is the service's own name for it; only a plain word is shown. */
export function refusal(
  on: Connection,
  request: SourceRequest,
  answer: SourceAnswer,
  code?: string,
): SourceError {
  const { status } = answer
  const word = code !== undefined && /^[\w.]{1,80}$/.test(code) ? code : undefined
  const throttled = word !== undefined && /^(?:Throttl|TooMany|LimitExceeded)/.test(word)
  const busy = status === 429 || status >= 500 || throttled
  const advice = busy ? "it is overloaded or down" : `check that ${request.check}`
  const named = word === undefined ? "" : ` ${word}`
  return new SourceError(on.source, `${hostOf(request)} answered ${status}${named}: ${advice}`, {
    status,
    code: word,
    retryAfter: retryAfterOf(answer.headers),
    transient: busy,
  })
}

/** The credential's text. @throws SourceError where there is none */
export async function reveal(
  source: string,
  credential: Credential | undefined,
  what: string,
): Promise<string> {
  const text = typeof credential === "function" ? await credential() : credential
  if (typeof text !== "string" || text.trim() === "") {
    throw new SourceError(source, `there is no ${what}`, { transient: false })
  }
  return text.trim()
}

/** A URL without its trailing slash. @throws TypeError where it is none */
export function baseUrl(text: string): string {
  const url = parseUrl(text)
  if (!url || url.username || url.password || url.search || url.hash) {
    throw new TypeError(
      "The address of a secrets manager must be a URL without user, query or hash",
    )
  }
  return url.href.replace(/\/+$/, "")
}

function encode({ headers, body }: SourceRequest): {
  headers: Record<string, string>
  body?: string
} {
  const sent: Record<string, string> = { accept: "application/json", ...headers }
  if (body === undefined) return { headers: sent }
  if (typeof body === "string") return { headers: sent, body }
  if (body instanceof URLSearchParams) {
    sent["content-type"] = "application/x-www-form-urlencoded"
    return { headers: sent, body: body.toString() }
  }
  sent["content-type"] ??= "application/json"
  return { headers: sent, body: JSON.stringify(body) }
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return ""
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let text = ""
  let size = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > MAX_BODY) {
      reader.cancel().catch(() => {})
      throw Object.assign(new Error(), { code: "TOO_LARGE" })
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Secrets and the credentials for them travel encrypted (RFC 9700 §2.6), but within this machine. */
function assertPrivate({ source, options }: Connection, { url, metadata }: SourceRequest): void {
  const { protocol, host, hostname } = parseUrl(url) ?? { protocol: "", host: "", hostname: "" }
  if (protocol === "https:") return
  const allowed =
    isLoopbackHost(host) ||
    (metadata && isMetadataHost(hostname)) ||
    options[allowInsecureRequests] === true
  if (protocol === "http:" && allowed) return
  throw new SourceError(source, `${host || "the address"} must be an https URL`, {
    transient: false,
  })
}

/** Link-local addresses (RFC 3927), the IPv6 ones that EC2 and EKS use, and Google's name for its own. */
function isMetadataHost(hostname: string): boolean {
  if (/^169\.254\.\d{1,3}\.\d{1,3}$/.test(hostname)) return true
  return ["[fd00:ec2::254]", "[fd00:ec2::23]", "metadata.google.internal"].includes(hostname)
}

function hostOf(request: SourceRequest): string {
  return parseUrl(request.url)?.host ?? "the server"
}

/** The system's name for a failure; its message may hold anything. */
function codeOf(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: unknown; name?: unknown }
  const inner = (cause as { code?: unknown } | undefined)?.code
  const found = [inner, code, name].find((one) => typeof one === "string" && /^\w{1,40}$/.test(one))
  return typeof found === "string" ? found : "no connection"
}
