/**
 * Whether a value is there, and not only promised. Awaiting what is there already costs more than a cipher, so what is
 * read at each request asks first.
 */
export function isAtHand<T>(value: T | PromiseLike<T>): value is T {
  return typeof (value as { then?: unknown } | null | undefined)?.then !== "function"
}

/**
 * What a step makes of a value: at once where that is there. `about` is handed on to the step, since a function that
 * closes over something allocates for it at each call, also where it never waits.
 */
export function onceThere<V, A, R>(
  value: V | Promise<V>,
  step: (value: V, about: A) => R | Promise<R>,
  about: A,
): R | Promise<R> {
  return value instanceof Promise ? later(value, step, about) : step(value, about)
}

function later<V, A, R>(
  value: Promise<V>,
  step: (value: V, about: A) => R | Promise<R>,
  about: A,
): Promise<R> {
  return value.then((ready) => step(ready, about))
}
