/** The words of `node:assert/strict` that the suite uses, for runtimes that have no such module. */

class AssertionError extends Error {
  name = "AssertionError"
}

function fail(message, text) {
  throw new AssertionError(message === undefined ? text : `${message}: ${text}`)
}

/** JSON with sorted keys; `undefined` shows. */
function show(value) {
  const sorted = (_, one) =>
    one && typeof one === "object" && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one
  return JSON.stringify(value, sorted) ?? String(value)
}

export const assert = {
  ok(value, message) {
    if (!value) fail(message, `${show(value)} is not true`)
  },
  equal(actual, expected, message) {
    if (!Object.is(actual, expected)) fail(message, `${show(actual)} is not ${show(expected)}`)
  },
  notEqual(actual, expected, message) {
    if (Object.is(actual, expected)) fail(message, `${show(actual)} is what it should not be`)
  },
  deepEqual(actual, expected, message) {
    if (show(actual) !== show(expected)) fail(message, `${show(actual)} is not ${show(expected)}`)
  },
  match(text, pattern, message) {
    if (!pattern.test(text)) fail(message, `${show(text)} does not match ${pattern}`)
  },
  async rejects(promise, expected) {
    let thrown
    try {
      await promise
    } catch (error) {
      thrown = { error }
    }
    if (!thrown) fail(undefined, "nothing was thrown")
    if (!expected(thrown.error))
      fail(undefined, `another error was thrown: ${String(thrown.error)}`)
  },
}
