import type { Row } from "./row.ts"

/** One operation of a row, made ready: called again and again. Answers what it read. */
export type Operation = () => unknown

/** A library, or a floor, in one of its ways. */
export interface Contender {
  /** What it is, in which version and way. */
  readonly note: string
  /** The operation, or undefined where there is no such thing here. */
  prepare(row: Row): Promise<Operation | undefined>
  /** Whether an answer is right: who is read, by e-mail. A contender whose answer is wrong is not timed. */
  read(answer: unknown, row: Row): string | undefined | Promise<string | undefined>
  /** Requests that a provider has had of it so far, where a row asks one. */
  trips?(): Promise<number>
  /** Puts the provider so many milliseconds away. */
  far?(milliseconds: number): Promise<void>
}

export const EMAIL = "ada@example.com"
