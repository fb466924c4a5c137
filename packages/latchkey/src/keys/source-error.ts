/** What is known of a source's failure. Never a value. */
export interface SourceErrorOptions {
  /** The HTTP status it answered with, where it answered. */
  readonly status?: number | undefined
  /** The service's own name for the failure, e.g. `ThrottlingException`. */
  readonly code?: string | undefined
  /** Seconds that it asked us to wait (RFC 9110 §10.2.3). */
  readonly retryAfter?: number | undefined
  /** Whether asking again later may help without anyone doing anything. Default: 429, 5xx, or no status. */
  readonly transient?: boolean
}

/**
 * A source of secrets failed. The message names the source and what to check, and holds no value.
 *
 * @example
 * ```ts
 * const vault: KeySource = {
 *   name: "our-vault",
 *   async get() {
 *     const response = await fetch(url)
 *     if (!response.ok) throw new SourceError("our-vault", "check the token", { status: response.status })
 *     return response.text()
 *   },
 * }
 * ```
 */
export class SourceError extends Error {
  /** The name of the source. */
  readonly source: string
  readonly status: number | undefined
  readonly code: string | undefined
  readonly retryAfter: number | undefined
  readonly transient: boolean

  constructor(source: string, message: string, options: SourceErrorOptions = {}) {
    super(`${source}: ${message}`)
    this.name = "SourceError"
    this.source = source
    this.status = options.status
    this.code = options.code
    this.retryAfter = options.retryAfter
    this.transient =
      options.transient ??
      (options.status === undefined || options.status === 429 || options.status >= 500)
  }
}
