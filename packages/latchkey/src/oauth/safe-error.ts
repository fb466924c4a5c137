import { AuthError } from "../errors.ts"

/** Facts of a protocol error that are worth a log line and hold no secret. */
const safeFacts = ["claim", "attribute", "reason", "alg", "status"] as const

/**
 * A copy of a caught error for `cause.err`: name, message, code and stack. The protocol library's errors carry
 * whole answers, tokens included, as their cause; those stay behind.
 */
export function safeError(error: unknown): Error {
  if (error instanceof AuthError) return error
  if (!(error instanceof Error)) return new Error("something was thrown that is no error")
  // A JSON parser quotes what it could not read, which may be half a token.
  const unreadable = error instanceof SyntaxError
  const copy = new Error(unreadable ? "not valid JSON" : error.message)
  copy.name = error.name
  if (error.stack && !unreadable) copy.stack = error.stack
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  if (typeof code === "string") Object.assign(copy, { code })
  if (cause instanceof Error) copy.cause = safeError(cause)
  else if (typeof cause === "object" && cause !== null) {
    for (const fact of safeFacts) {
      const value = (cause as Record<string, unknown>)[fact]
      if (typeof value === "string" || typeof value === "number") {
        Object.assign(copy, { [fact]: printable(String(value)) })
      }
    }
  }
  return copy
}

/** Text from outside, fit for a log line: printable ASCII (RFC 6749 §5.2), at most 200 characters. */
export function printable(text: string): string {
  return text.slice(0, 200).replace(/[^\x20-\x7e]/g, "?")
}
