/**
 * A `fetch` for the requests to one provider, e.g. through a proxy. Set as a property of a provider.
 *
 * @example
 * ```ts
 * GitHub({ [customFetch]: (url, init) => fetch(url, { ...init, dispatcher }) })
 * ```
 */
export const customFetch: unique symbol = Symbol.for("latchkey.custom-fetch")

/** Makes `Auth` answer a plain object instead of a `Response`. For framework integrations. */
export const raw: unique symbol = Symbol.for("latchkey.return-type-raw")

/** Turns our CSRF tokens off, for frameworks that check the origin themselves. A symbol, so that nobody does it by accident. */
export const skipCSRFCheck: unique symbol = Symbol.for("latchkey.skip-csrf-check")

/**
 * Allows plain HTTP to a provider, or to a secrets manager, that is not on loopback: whoever can listen on the way has
 * the secret. A symbol, so that nobody does it by accident.
 */
export const allowInsecureRequests: unique symbol = Symbol.for("latchkey.allow-insecure-requests")

/** Completes a provider's profile before anyone sees it; used by providers that speak a dialect. */
export const conformInternal: unique symbol = Symbol.for("latchkey.conform")

/** What a provider derives from its client id and issuer, which may come late, from the environment. */
export const derivedInternal: unique symbol = Symbol.for("latchkey.derived")
