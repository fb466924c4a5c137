import type { Context } from "../config/context.ts"
import { AuthError } from "../errors.ts"

/** Characters of a message that a browser is told. */
const LENGTH = 200

/** What the application's own code said to someone that it did not let in. */
export class Refusal extends AuthError {
  static type = "AccessDenied" as const
  /** What the browser is told in the place of a code. */
  readonly told: string

  constructor(told: string, callback: string) {
    super(`${callback} refused a sign-in`)
    this.name = "AccessDenied"
    this.told = told
  }
}

/**
 * The refusal that an error of `authorize` or of the `signIn` callback is in an application of NextAuth 4, where
 * `throw new Error("Wrong password")` is how a person is told. Undefined for what nobody wrote for a person: errors of
 * drivers and of the runtime have classes or codes of their own, and may hold anything.
 */
export function refusalOf(
  { compat }: Context,
  error: unknown,
  callback: string,
): Refusal | undefined {
  if (compat !== 4 || !isPlain(error)) return undefined
  const { message } = error
  const isLine = message.length > 0 && message.length <= LENGTH && !/\p{Cc}/u.test(message)
  return isLine ? new Refusal(message, callback) : undefined
}

/** `new Error(text)`, and nothing hung on it. */
function isPlain(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name !== "Error") return false
  const bare = Object.getPrototypeOf(Object.getPrototypeOf(error)) === Object.prototype
  return bare && Object.keys(error).length === 0 && error.cause === undefined
}
