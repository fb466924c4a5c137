/**
 * Whether a value is there, and not only promised. Awaiting what is there already costs more than a cipher, so what is
 * read at each request asks first.
 */
export function isAtHand<T>(value: T | PromiseLike<T>): value is T {
  return typeof (value as { then?: unknown } | null | undefined)?.then !== "function"
}
