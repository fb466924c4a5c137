import type { EndpointHandler } from "../contracts/provider.ts"

/**
 * An endpoint as the provider knows it with what the user said of it on top. Either may be a URL or an object;
 * a URL's query string becomes parameters.
 */
export function mergeEndpoint<E extends EndpointHandler>(
  own: string | E | undefined,
  user: string | E | undefined,
): E {
  const below = normalise(own)
  const above = normalise(user)
  const params = { ...below.params, ...above.params }
  return { ...below, ...above, params }
}

/** Parameters as strings: undefined and null are left out, objects become JSON (e.g. `claims`). */
export function toParams(params: Record<string, unknown> | undefined): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === undefined || value === null) continue
    result[name] = typeof value === "object" ? JSON.stringify(value) : String(value)
  }
  return result
}

function normalise<E extends EndpointHandler>(endpoint: string | E | undefined): E {
  const given = typeof endpoint === "string" ? ({ url: endpoint } as E) : { ...endpoint! }
  for (const key of Object.keys(given) as (keyof E)[]) {
    if (given[key] === undefined) delete given[key]
  }
  const text = given.url === undefined ? "" : String(given.url)
  if (!URL.canParse(text)) return given
  const url = new URL(text)
  const params = { ...Object.fromEntries(url.searchParams), ...given.params }
  // Without a query the URL stays byte for byte what was given.
  return { ...given, url: url.search ? text.slice(0, text.indexOf("?")) : text, params }
}
