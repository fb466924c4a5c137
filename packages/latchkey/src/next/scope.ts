import { cookies, headers } from "next/headers.js"
import type { SetCookie } from "../contracts/cookies.ts"
import { parseCookies } from "../web/cookie.ts"
import { testScope } from "../web/test-scope.ts"

/** The cookies of a request, as Next.js hands them out. */
interface CookieStore {
  getAll(): readonly { readonly name: string; readonly value: string }[]
  set(name: string, value: string, options: object): unknown
}

/** What Next.js knows of the request where it gives us none: in server components and server actions. */
export interface RequestScope {
  readonly headers: Headers
  /** Throws, as Next.js does, where cookies can't be set. */
  setCookies(list: readonly SetCookie[]): void
}

/**
 * The request that is being answered. Called before anything else, and never inside a `try`: what Next.js throws here
 * tells it that the page depends on the request, which is also what keeps a build from asking for keys.
 */
export async function requestScope(): Promise<RequestScope> {
  const test = testScope()
  if (test) return test
  const incoming = await headers()
  const store = (await cookies()) as CookieStore
  const merged = new Headers(incoming)
  const cookie = cookieHeader(incoming.get("cookie"), store)
  if (cookie === "") merged.delete("cookie")
  else merged.set("cookie", cookie)
  return {
    headers: merged,
    setCookies(list) {
      const last = new Map(list.map(({ name }, at) => [name, at]))
      for (const [at, { name, value, options }] of list.entries()) {
        // Next.js keeps one cookie of a name, but one for a host and one for its domain are two. Browsers strip the
        // blank (RFC 6265bis §5.6); to Next.js it is another name.
        store.set(last.get(name) === at ? name : `${name} `, value, options)
      }
    },
  }
}

/**
 * The `Cookie` header as it is by now: a server action sees what it set itself. What came with the request keeps its
 * own spelling, twice the same name too, since the session's reader tells the right one by its seal.
 */
function cookieHeader(came: string | null, store: CookieStore): string {
  const jar = parseCookies(came)
  const now = new Map(store.getAll().map(({ name, value }) => [name, value]))
  const kept: string[] = []
  const pairs = (came ?? "").split(";").map((pair) => pair.trim())
  for (const pair of pairs.filter((one) => one !== "")) {
    const name = pair.slice(0, Math.max(pair.indexOf("="), 0)).trim()
    const value = now.get(name)
    if (value !== undefined && jar.all(name).includes(value)) kept.push(pair)
  }
  const changed = [...now].filter(([name, value]) => value !== "" && !jar.all(name).includes(value))
  return [...kept, ...changed.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)].join(
    "; ",
  )
}
