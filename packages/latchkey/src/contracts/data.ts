/** One sealed text of an application's storage. */
export interface SealedRow {
  /** Names the row for good, e.g. `github/583231/refresh_token`; safe to log. */
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
  /** Binds each text to its place: what was given when it was sealed. */
  context(row: SealedRow): string
  /**
   * At most `limit` rows after the one of that key (null: from the first), in an order that stays. An empty page is the
   * end. The row of `after` may be gone meanwhile.
   */
  page(after: string | null, limit: number): Promise<readonly SealedRow[]>
  /** Replaces `before`, if that is still what is stored; false if it is not. In one step, whoever else writes. */
  replace(key: string, before: string, after: string): Promise<boolean>
  /** How many rows come after that key, where the storage can say so cheaply; for percentages. */
  count?(after: string | null): Promise<number>
  /** Whether any text begins with `prefix`, where the storage can search for itself. Else pages are read. */
  has?(prefix: string): Promise<boolean>
}
