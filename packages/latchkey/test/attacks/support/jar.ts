import type { Visitor } from "./site.ts"

/** Name and value of a cookie, as they stand in a header. */
export type Pair = readonly [name: string, value: string]

export const pairsOf = (visitor: Visitor): Pair[] =>
  [...visitor.cookies].map(([name, { value }]) => [name, value])
export const sessionPairs = (visitor: Visitor): Pair[] =>
  pairsOf(visitor).filter(([name]) => name.includes("session-token"))
export const headerOf = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join("; ")

/** Who a `Cookie` header makes somebody: a name; null for nobody. Fails on anything else than an answer. */
export async function whoIs(visitor: Visitor, cookie: string): Promise<string | null> {
  const kept = new Map(visitor.cookies)
  const answer = await visitor.send("/session", { headers: { cookie } })
  visitor.cookies = kept
  if (answer.status !== 200) throw new Error(`${answer.status} for ${cookie.slice(0, 200)}`)
  const session = (await answer.json()) as { user?: { name: string } } | null
  return session?.user?.name ?? null
}

/** Which session cookies an answer takes away. */
export async function clearedBy(visitor: Visitor, cookie: string): Promise<string[]> {
  const kept = new Map(visitor.cookies)
  const answer = await visitor.send("/session", { headers: { cookie } })
  visitor.cookies = kept
  const gone = answer.headers.getSetCookie().filter((line) => line.includes("Max-Age=0"))
  return gone.map((line) => line.split("=")[0]!)
}
