/** One sealed text of an application's storage. */
export interface SealedRow {
  /** Names the row for good, e.g. `github/583231/refresh_token`; safe to log. Rows come in its order. */
  readonly key: string
  /** As it is stored: sealed, or plain where it was never sealed. */
  readonly text: string
}

/**
 * Where an application keeps what it seals with its ring, e.g. its accounts' provider tokens; so that a sweep can seal
 * it anew. Read in pages, changed one by one.
 */
export interface SealedData {
  /** Short and safe to log, e.g. `accounts`. */
  readonly name: string
  /** Binds each text to its place; see `sealData`. */
  context(row: SealedRow): string
  /** At most `limit` rows after `after` (null: from the first), in the order of their keys. */
  page(after: string | null, limit: number): Promise<readonly SealedRow[]>
  /** Replaces `before`, if that is still what is stored; false if it is not. */
  replace(key: string, before: string, after: string): Promise<boolean>
}
