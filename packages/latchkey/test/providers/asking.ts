import { expect } from "vitest"
import type { Asked } from "./dialect.ts"

/** What a value has to be; null where there must be none. */
type Wanted = Readonly<Record<string, string | RegExp | null>>

/** For a dialect's `asked`: what has to be in a request. Other members may be there too. */
export function asking(wanted: {
  readonly query?: Wanted
  readonly form?: Wanted
  readonly headers?: Wanted
}): (asked: Asked) => void {
  return ({ url, form, headers }) => {
    expectAll(url.searchParams, wanted.query)
    expectAll(form, wanted.form)
    expectAll(headers, wanted.headers)
  }
}

function expectAll(given: { get(name: string): string | null }, wanted: Wanted = {}): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (value instanceof RegExp) expect(given.get(name), name).toMatch(value)
    else expect(given.get(name), name).toBe(value)
  }
}
