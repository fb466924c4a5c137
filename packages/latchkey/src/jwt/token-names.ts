import type { Compat } from "../config/auth-config.ts"
import { sessionCookies } from "../config/cookies.ts"
import { BoundedMap } from "../crypto/memo.ts"
import { readEnv } from "../web/env.ts"
import type { TokenKind } from "./codec.ts"

/** What of the parameters of `getToken` says which names are meant. */
export interface AskedNames {
  readonly req: object
  readonly secureCookie?: boolean
  readonly cookieName?: string
}

/** A cookie that a session may be in. */
export interface Named {
  readonly name: string
  readonly kind: TokenKind
}

/** By options: a list is a pure function of them. */
const namesByOptions = new BoundedMap<string, readonly Named[]>(64)

/** The cookies that are looked into, likeliest first. */
export function tokenNames(params: AskedNames, compat: Compat | undefined): readonly Named[] {
  const { cookieName } = params
  const secureCookie =
    params.secureCookie ?? (compat === undefined ? knownSecure(params.req) : undefined)
  const id = `${compat} ${secureCookie} ${cookieName === undefined ? "" : `=${cookieName}`}`
  const known = namesByOptions.get(id)
  if (known) return known
  const made = makeNames(cookieName, secureCookie, compat)
  if (id.length <= MAX_NAME) namesByOptions.set(id, made)
  return made
}

/** Over https a name without a prefix is one that siblings may write, and not ours. Undefined where nobody knows. */
function knownSecure(request: object): true | undefined {
  const { url } = request as { url?: unknown }
  // One after the other: a variable is dear to read.
  return (
    isHttps(url) || isHttps(readEnv("AUTH_URL")) || isHttps(readEnv("NEXTAUTH_URL")) || undefined
  )
}

function isHttps(url: unknown): boolean {
  return typeof url === "string" && url.startsWith("https:")
}

/** Longer than any name of a cookie that is meant. */
const MAX_NAME = 300

function makeNames(
  cookieName: string | undefined,
  secureCookie: boolean | undefined,
  compat: Compat | undefined,
): Named[] {
  const secures = secureCookie === undefined ? [true, false] : [secureCookie]
  // Our own name for a domain can be written by each of its hosts: it counts where it is asked for.
  const ofDomains = compat !== undefined || cookieName?.startsWith("__Secure-")
  const all = secures.flatMap((secure) =>
    [undefined, ...(ofDomains ? ["of.any"] : [])].flatMap((domain) =>
      sessionCookies({ compat, secure, domain, custom: undefined }).map(
        ({ cookie, specs }) =>
          ({
            name: cookie.name,
            kind: specs.some(({ format }) => format === "own") ? "session" : "inherited",
          }) as const,
      ),
    ),
  )
  if (cookieName === undefined) return byName(all)
  // A default name is right in development only, or in production only: over https it has a prefix.
  const plain = withoutPrefix(cookieName)
  const others = all.filter(({ name }) => withoutPrefix(name) === plain)
  return byName([{ name: cookieName }, ...others].map(({ name }) => ({ name, kind: "session" })))
}

/** Each name once. */
function byName(all: readonly Named[]): Named[] {
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].toReversed()
}

function withoutPrefix(name: string): string {
  return name.replace(/^__(?:Secure|Host)-/, "")
}
