import type { SetCookie } from "../contracts/cookies.ts"
import { readEnv } from "./env.ts"

/** A request that a test pretends is being answered, where Next.js would know one. */
export interface TestScope {
  readonly headers: Headers
  setCookies(list: readonly SetCookie[]): void
}

type Lookup = () => TestScope | undefined

/** On `globalThis`, since the application and its tests may have two copies of this module. */
const LOOKUPS = Symbol.for("latchkey.test-scopes")
type Holder = { [LOOKUPS]?: Lookup[] }

/** Lets code under test find the request that a test is in. */
export function offerTestScope(lookup: Lookup): void {
  const holder = globalThis as Holder
  const lookups = (holder[LOOKUPS] ??= [])
  if (!lookups.includes(lookup)) lookups.push(lookup)
}

/** The request that a test is in; undefined in whatever is no test, by `NODE_ENV`. */
export function testScope(): TestScope | undefined {
  const lookups = (globalThis as Holder)[LOOKUPS]
  if (!lookups || readEnv("NODE_ENV") !== "test") return undefined
  for (const lookup of lookups) {
    const found = lookup()
    if (found) return found
  }
  return undefined
}
