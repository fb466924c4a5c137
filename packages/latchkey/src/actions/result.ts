import type { SetCookie } from "../contracts/cookies.ts"

/** What an action answers, before it becomes a `Response`. */
export interface ResponseInternal<Body = any> {
  status?: number
  headers?: Headers | Record<string, string>
  /** An object (or null) is sent as JSON, a string as it is. */
  body?: Body
  /** An absolute URL that passed the rules for redirects, or that we made. */
  redirect?: string
  /** What a client is told beside where to go, where it asked for JSON. */
  said?: Readonly<Record<string, string>>
  /** The origins whose pages may show this one in a frame. @default none */
  framedBy?: readonly string[]
  cookies?: SetCookie[]
}

/** What a request asks for. */
export interface RequestInternal {
  readonly url: URL
  readonly method: "GET" | "POST"
  readonly action: string
  readonly providerId: string | undefined
  readonly query: Readonly<Record<string, string>>
  /** Without a prototype; empty for GET. */
  readonly body: Readonly<Record<string, unknown>>
}
