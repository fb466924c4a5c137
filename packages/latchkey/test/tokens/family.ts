import type { Random } from "./random.ts"

/** What a reader took from a token: null where it refused. */
export type Taken = Record<string, unknown> | null

export interface Family {
  readonly name: string
  /** A genuine token that says something of its own. */
  make(random: Random): Promise<string>
  ours(token: string): Promise<Taken>
  jose(token: string): Promise<Taken>
}
