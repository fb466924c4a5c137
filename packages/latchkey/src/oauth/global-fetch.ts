/** The global `fetch`, looked up when it is called, so that an instrumented one counts. */
export const globalFetch: typeof fetch = (input, init) => globalThis.fetch(input, init)
