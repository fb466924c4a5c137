import type { Row } from "./row.ts"

/** One operation of a row, made ready: called again and again. Answers what it read. */
export type Operation = () => unknown

/** A library, or a floor, in one of its ways. */
export interface Contender {
  readonly name: string
  /** Shown in the table; not for ratios. */
  readonly note: string
  /** For sessions in a database: such rows have contenders of their own. */
  readonly ofDatabases?: true
  /** The operation, or undefined where there is no such thing here. */
  prepare(row: Row): Promise<Operation | undefined>
  /** Whether an answer is right: who is read, by e-mail. A contender whose answer is wrong is not timed. */
  read(answer: unknown, row: Row): string | undefined | Promise<string | undefined>
}

export const EMAIL = "ada@example.com"
