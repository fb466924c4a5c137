/** Who was let in, or why nobody was. */
export type Verdict = { readonly sub: string } | { readonly refused: string }

export interface Deviation {
  readonly case: number
  readonly done: readonly string[]
  /** Members of the token answer that are null. */
  readonly nulls: readonly string[]
  readonly theirs: Verdict
  readonly ours: Verdict
}
