import { Question } from "../../crypto/question.ts"
import { SourceError } from "../source-error.ts"

/** A token and for how many seconds it is good; undefined where that isn't known. */
export interface Token<T = string> {
  readonly token: T
  readonly expiresIn?: number | undefined
}

/** Seconds before its end at which a token is no longer used. */
const MARGIN = 30

/** A token that is asked for once, however many want it, and again shortly before it ends. */
export class TokenCache<T = string> {
  readonly #ask: (signal: AbortSignal | undefined, former: T | undefined) => Promise<Token<T>>
  #kept: { readonly token: T; readonly until: number } | undefined
  readonly #question = new Question<T>()

  /** `ask` gets the token that is about to end, which some services can renew. */
  constructor(ask: (signal: AbortSignal | undefined, former: T | undefined) => Promise<Token<T>>) {
    this.#ask = ask
  }

  get(signal?: AbortSignal): T | Promise<T> {
    if (this.#kept && Date.now() < this.#kept.until) return this.#kept.token
    return this.#question.ask(async () => {
      const { token, expiresIn = 300 } = await this.#ask(signal, this.#kept?.token)
      const margin = Math.min(MARGIN, expiresIn / 2)
      this.#kept = { token, until: Date.now() + (expiresIn - margin) * 1000 }
      return token
    })
  }

  /** Forgets this token, which was refused. Another that has come since is kept. */
  drop(token: T): void {
    if (this.#kept?.token === token) this.#kept = undefined
  }
}

/** What AWS answers, with status 400, to credentials that ended. */
const ended: ReadonlySet<string | undefined> = new Set([
  "ExpiredTokenException",
  "ExpiredToken",
  "UnrecognizedClientException",
])

function isRefusal({ status, code }: SourceError): boolean {
  return status === 401 || status === 403 || ended.has(code)
}

/** Uses a token; one that is refused, since it ended on the way, is replaced once. */
export async function withToken<T, R>(
  cache: TokenCache<T>,
  signal: AbortSignal | undefined,
  use: (token: T) => Promise<R>,
): Promise<R> {
  const token = await cache.get(signal)
  try {
    return await use(token)
  } catch (error) {
    if (!(error instanceof SourceError) || !isRefusal(error)) throw error
    cache.drop(token)
    return use(await cache.get(signal))
  }
}
