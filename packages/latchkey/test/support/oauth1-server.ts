/**
 * A server of OAuth 1.0a (RFC 5849) that judges every request by itself: it reads the bytes of the request, makes the
 * signature base string in its own way, and shares no code with what it judges.
 */
import { createHmac, randomBytes } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What a request was, once it is known to be genuine. */
export interface Judged {
  readonly path: string
  readonly method: string
  readonly authorization: string
  /** Protocol parameters. */
  readonly oauth: ReadonlyMap<string, string>
  /** Of query and form. */
  readonly others: readonly (readonly [string, string])[]
}

interface Temporary {
  readonly secret: string
  readonly callback: string
  verifier?: string
  person?: string
}

/** Answers in place of the server. */
export type Fault = (response: ServerResponse, judged: Judged) => void

export class OAuth1Server {
  /** What the client takes us for: signatures are over this address. */
  origin = ""
  readonly key = "consumer key/1"
  readonly secret = "consumer secret & more + 100%"
  /** Requests that were genuine. */
  readonly judged: Judged[] = []
  /** Why others were refused. */
  readonly refused: string[] = []
  /** By path. */
  readonly faults = new Map<string, Fault>()
  /** Callbacks that are registered; none: any. */
  callbacks: readonly string[] = []
  readonly temporary = new Map<string, Temporary>()
  readonly lasting = new Map<string, { secret: string; person: string }>()
  readonly #nonces = new Set<string>()
  #server: Server | undefined
  #own = ""

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
    })
    await new Promise<void>((done) => this.#server!.listen(0, "127.0.0.1", done))
    this.#own = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    this.origin = this.#own
    return this
  }

  /** Where it really is. */
  get url(): string {
    return this.#own
  }

  /** `fetch` for a client that takes us for another host. */
  get fetch(): typeof fetch {
    return (input, init) => fetch(String(input).replace(this.origin, this.#own), init)
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((done) => this.#server?.close(done))
  }

  reset(): void {
    this.origin = this.#own
    this.callbacks = []
    this.judged.length = 0
    this.refused.length = 0
    for (const map of [this.faults, this.temporary, this.lasting]) map.clear()
  }

  /** The person is at our page and says yes: where the browser is sent. */
  consent(address: URL, person = "ada"): URL {
    const token = address.searchParams.get("oauth_token")!
    const temporary = this.temporary.get(token)
    if (!temporary) throw new Error("no such temporary token")
    temporary.verifier = randomBytes(8).toString("hex")
    temporary.person = person
    const back = new URL(temporary.callback)
    back.searchParams.set("oauth_token", token)
    back.searchParams.set("oauth_verifier", temporary.verifier)
    return back
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const found = this.#judge(request, Buffer.concat(chunks).toString("latin1"))
    if (typeof found === "string") {
      this.refused.push(found)
      response.writeHead(401, { "content-type": "application/json" })
      response.end(JSON.stringify({ errors: [{ code: 32, message: `refused: ${found}` }] }))
      return
    }
    this.judged.push(found)
    const fault = this.faults.get(found.path)
    if (fault) fault(response, found)
    else this.#answer(found, response)
  }

  #answer({ path, oauth }: Judged, response: ServerResponse): void {
    const form = (fields: Record<string, string>): void => {
      // As X does it.
      response.writeHead(200, { "content-type": "text/html" })
      response.end(new URLSearchParams(fields).toString())
    }
    const [token, secret] = [randomBytes(12).toString("hex"), randomBytes(12).toString("base64")]
    if (path === "/oauth/request_token") {
      this.temporary.set(token, { secret, callback: oauth.get("oauth_callback")! })
      form({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: "true" })
    } else if (path === "/oauth/access_token") {
      const { person = "" } = this.temporary.get(oauth.get("oauth_token")!)!
      this.temporary.delete(oauth.get("oauth_token")!)
      this.lasting.set(token, { secret, person })
      form({ oauth_token: token, oauth_token_secret: secret, user_id: "7", screen_name: person })
    } else {
      const { person } = this.lasting.get(oauth.get("oauth_token")!)!
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(profileOf(person)))
    }
  }

  /** What the request says, or why it is refused (RFC 5849 §3.2). */
  #judge(request: IncomingMessage, body: string): Judged | string {
    const [path = "", query = ""] = request.url!.split("?")
    const authorization = request.headers.authorization ?? ""
    if (!authorization.startsWith("OAuth ")) return "no OAuth header"
    const pairs = authorization
      .slice(6)
      .split(",")
      .map((part) => /^\s*([^=]+)="([^"]*)"\s*$/.exec(part))
    if (pairs.some((pair) => !pair)) return "malformed header"
    const header = pairs.map((pair) => [unescape5849(pair![1]!), unescape5849(pair![2]!)] as const)
    const oauth = new Map(header)
    if (oauth.size !== header.length) return "a parameter twice"
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")
    const others = [...formPairs(query), ...(isForm ? formPairs(body) : [])]
    if (others.some(([name]) => name.startsWith("oauth_"))) return "protocol parameters elsewhere"
    if (body !== "" && !isForm) return "a body that is no form"
    const wrong = this.#step(`${request.method} ${path}`, oauth) ?? this.#fresh(oauth)
    if (wrong) return wrong
    const base = [
      request.method!,
      `${this.origin}${path}`,
      [...others, ...header.filter(([name]) => name !== "oauth_signature")]
        .map(([name, value]) => `${escape5849(name)}\u0000${escape5849(value)}`)
        .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map((pair) => pair.replace("\u0000", "="))
        .join("&"),
    ]
    const token = oauth.get("oauth_token") ?? ""
    const secret = (this.temporary.get(token) ?? this.lasting.get(token))?.secret ?? ""
    const expected = createHmac("sha1", `${escape5849(this.secret)}&${escape5849(secret)}`)
      .update(base.map(escape5849).join("&"))
      .digest("base64")
    if (oauth.get("oauth_signature") !== expected) return "wrong signature"
    return { path, method: request.method!, authorization, oauth, others }
  }

  #step(step: string, oauth: ReadonlyMap<string, string>): string | undefined {
    const token = oauth.get("oauth_token")
    if (oauth.get("oauth_consumer_key") !== this.key) return "another client"
    if (step === "POST /oauth/request_token") {
      const callback = oauth.get("oauth_callback")
      if (token !== undefined) return "a token too early"
      const known = this.callbacks.length === 0 || this.callbacks.includes(callback ?? "")
      return callback && known ? undefined : "callback not approved"
    }
    if (oauth.has("oauth_callback")) return "a callback too late"
    if (step === "POST /oauth/access_token") {
      const temporary = this.temporary.get(token ?? "")
      if (!temporary) return "unknown or used token"
      const verifier = oauth.get("oauth_verifier")
      return temporary.verifier && verifier === temporary.verifier ? undefined : "wrong verifier"
    }
    if (!step.startsWith("GET ")) return "wrong method"
    return this.lasting.has(token ?? "") ? undefined : "unknown token"
  }

  /** RFC 5849 §3.3, §3.2: no version but 1.0, not stale, and no nonce twice. */
  #fresh(oauth: ReadonlyMap<string, string>): string | undefined {
    if ((oauth.get("oauth_version") ?? "1.0") !== "1.0") return "wrong version"
    if (oauth.get("oauth_signature_method") !== "HMAC-SHA1") return "wrong method of signature"
    const at = oauth.get("oauth_timestamp") ?? ""
    if (!/^[1-9]\d*$/.test(at) || Math.abs(Number(at) - Date.now() / 1000) > 300) return "stale"
    const nonce = oauth.get("oauth_nonce")
    if (!nonce) return "no nonce"
    const key = JSON.stringify([at, nonce, oauth.get("oauth_token")])
    if (this.#nonces.has(key)) return "nonce used before"
    this.#nonces.add(key)
    return undefined
  }
}

/** As X describes a person: the number is rounded, the string is not. */
export function profileOf(person: string): Record<string, unknown> {
  return {
    id: 1460323737035677700,
    id_str: "1460323737035677698",
    name: `Name of ${person}`,
    screen_name: person,
    email: `${person}@Example.com`,
    profile_image_url_https: `https://pbs.twimg.example/profile_images/1/${person}_normal.jpg`,
  }
}

function escape5849(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function unescape5849(text: string): string {
  return decodeURIComponent(text)
}

function formPairs(text: string): (readonly [string, string])[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=")
      const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)]
      const plain = (part: string): string => decodeURIComponent(part.replaceAll("+", " "))
      return [plain(name), plain(value)] as const
    })
}
