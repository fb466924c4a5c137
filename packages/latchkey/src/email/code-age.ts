import { EmailSignInError } from "../errors.ts"

/** Kinds of characters, and how many there are of each. */
const alphabets: readonly (readonly [RegExp, number])[] = [
  [/\d/, 10],
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[^\da-zA-Z]/, 32],
]
/**
 * With 20 guesses in a day, and 20 codes that live at the end of it, one of so many values is guessed with odds of 1 in
 * 10,000 (docs/throttling.md).
 */
const ENOUGH = 4_000_000
/** With 5 that live, since no more are mailed in the hour that is longer than such a code lives. */
const ENOUGH_FOR_MINUTES = 1_000_000
/** Seconds. */
const MINUTES = 600

/**
 * For how many seconds a code may live that somebody types in: no longer than it takes to guess it.
 *
 * @throws EmailSignInError where it is guessed in any case
 */
export function codeAge(code: string, maxAge: number): number {
  const characters = alphabets.reduce((sum, [kind, size]) => sum + (kind.test(code) ? size : 0), 0)
  const values = characters ** code.length
  if (values >= ENOUGH) return maxAge
  if (values >= ENOUGH_FOR_MINUTES) return Math.min(maxAge, MINUTES)
  throw new EmailSignInError(
    "generateVerificationToken made a code that is too easily guessed: give it six digits or more",
  )
}
