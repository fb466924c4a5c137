/** Values shorter than this are no secrets, and taking them out would only garble the text. */
const SHORTEST = 6

/**
 * Text from outside, without what was told to whoever wrote it: servers repeat what they were sent in their errors, and
 * errors are logged.
 *
 * @param values - Secrets that were sent; each is taken out as it is, in base64, and as in a form or a URL.
 */
export function withhold(text: string, values: readonly (string | undefined)[]): string {
  return values
    .filter((value): value is string => value !== undefined && value.length >= SHORTEST)
    .flatMap(spellings)
    .reduce((rest, value) => rest.replaceAll(value, "[withheld]"), text)
}

/** The longest first, so that none of them leaves a part of another. */
function spellings(value: string): string[] {
  const bytes = new TextEncoder().encode(value)
  const base64 = btoa(String.fromCharCode(...bytes))
  const form = new URLSearchParams({ "": value }).toString().slice(1)
  const all = [value, encodeURIComponent(value), form, base64, base64.replace(/=+$/, "")]
  return [...new Set(all)].toSorted((a, b) => b.length - a.length)
}
