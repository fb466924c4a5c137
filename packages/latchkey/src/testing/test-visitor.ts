import { AsyncLocalStorage } from "node:async_hooks"
import { completeSignIn } from "../actions/complete.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { siteOf } from "../config/site.ts"
import type { Adapter, AdapterUser } from "../contracts/adapter.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import type { Account } from "../vocabulary/account.ts"
import type { User } from "../vocabulary/user.ts"
import { offerTestScope, type TestScope } from "../web/test-scope.ts"

export interface TestVisitorOptions {
  /** Who is signed in; nobody, where it isn't given. With an adapter the user is stored, unless they are already. */
  readonly user?: User
  /** What the `jwt` callback and the event `signIn` get, beside our own. @default a made-up account of credentials */
  readonly account?: Partial<Account>
  /** The origin of the application. @default "http://localhost:3000" */
  readonly url?: string
  /** More headers of each request. */
  readonly headers?: Readonly<Record<string, string>>
  /** For a configuration instead of an `auth` function: the major of next-auth whose cookies are wanted. */
  readonly compat?: 4 | 5
}

/** A browser, as far as a test without one needs it. */
export interface TestVisitor {
  /** The user as stored, or as given; undefined where nobody was signed in. */
  readonly user: User | undefined
  /** The cookies it has by now, as `context.addCookies` of Playwright takes them. */
  readonly cookies: readonly { name: string; value: string; url: string }[]
  /** The headers of its next request. */
  readonly headers: Headers
  /** A request of its own, for route handlers, proxies and `Auth`. */
  request(path: string, init?: RequestInit): Request
  /** Takes over the cookies that an answer sets. */
  keep(response: Response): void
  /**
   * Runs code as if it answered a request of this visitor: `auth()`, `getServerSession()`, `signIn`, `signOut` and
   * `update` in it find their request here. Only where `NODE_ENV` is `test`.
   */
  run<T>(act: () => T): T
}

const current = new AsyncLocalStorage<TestScope>()
const lookup = (): TestScope | undefined => current.getStore()

/**
 * Somebody who visits the application in a test, signed in without a provider: as after a sign-in, so that `jwt`
 * callback, session strategy, cookies and their encryption are the application's own. Takes what `NextAuth()`
 * returned as `auth`, or a configuration (the `authOptions` of NextAuth 4, say). For tests of any runner.
 *
 * @throws {TypeError} for something that is neither
 * @throws MissingSecret and the like, as the application would
 *
 * @example
 * ```ts
 * const ada = await testVisitor(auth, { user: { id: "1", name: "Ada", email: "ada@example.com" } })
 * const page = await ada.run(() => Dashboard())
 * ```
 */
export async function testVisitor(
  app: unknown,
  options: TestVisitorOptions = {},
): Promise<TestVisitor> {
  const { config, door } = await appOf(app, options)
  const { origin } = new URL(options.url ?? "http://localhost:3000")
  const jar = new Map<string, string>()
  const set = (list: readonly SetCookie[]): void => {
    for (const { name, value, options: attributes } of list) {
      const gone = value === "" || (attributes.maxAge !== undefined && attributes.maxAge <= 0)
      if (gone) jar.delete(name)
      else jar.set(name, value)
    }
  }
  const headers = (): Headers => headersWith(origin, options.headers, jar)
  const context = new Context(config, door, incomingOf(origin, headers()))
  const user = options.user && (await signIn(context, options.user, options.account ?? {}, set))
  return {
    user,
    get cookies() {
      return [...jar].map(([name, value]) => ({ name, value, url: origin }))
    },
    get headers() {
      return headers()
    },
    request(path, init = {}) {
      const merged = headers()
      for (const [name, value] of new Headers(init.headers)) merged.set(name, value)
      return new Request(new URL(path, origin), { ...init, headers: merged })
    },
    keep(response) {
      for (const line of response.headers.getSetCookie()) keepLine(jar, line)
    },
    run(act) {
      offerTestScope(lookup)
      const scope: TestScope = {
        get headers() {
          return headers()
        },
        setCookies: set,
      }
      return current.run(scope, act)
    },
  }
}

async function appOf(
  app: unknown,
  { compat }: TestVisitorOptions,
): Promise<{ config: AuthConfig; door: Door }> {
  const found = siteOf(app) ?? siteOf((app as { auth?: unknown } | undefined)?.auth)
  if (found) return found()
  if (Array.isArray((app as Partial<AuthConfig> | undefined)?.providers)) {
    return { config: app as AuthConfig, door: { compat, basePath: "/api/auth" } }
  }
  throw new TypeError("testVisitor takes the `auth` of NextAuth(), or a configuration")
}

function incomingOf(origin: string, headers: Headers): ConstructorParameters<typeof Context>[2] {
  const request = new Request(origin, { headers })
  return { headers, url: origin, request }
}

function headersWith(
  origin: string,
  given: Readonly<Record<string, string>> | undefined,
  jar: ReadonlyMap<string, string>,
): Headers {
  const { host, protocol } = new URL(origin)
  const headers = new Headers({ host, "x-forwarded-proto": protocol.slice(0, -1), ...given })
  const pairs = [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  if (pairs.length > 0) headers.set("cookie", pairs.join("; "))
  return headers
}

async function signIn(
  context: Context,
  given: User,
  account: Partial<Account>,
  set: (list: readonly SetCookie[]) => void,
): Promise<User> {
  const user = await stored(context.adapter, { id: "test-user", ...given })
  const made: Account = {
    provider: "test",
    type: "credentials",
    providerAccountId: user.id!,
    ...account,
  }
  const result = await completeSignIn(
    context,
    { user, isNewUser: false },
    { user, account: made },
    context.origin,
  )
  if (!result.cookies) throw new Error("The jwt callback ended the session of the test's visitor.")
  set(result.cookies)
  return user
}

async function stored(adapter: Adapter | undefined, user: User): Promise<User> {
  if (!adapter?.createUser) return user
  const known =
    (await adapter.getUser?.(user.id!)) ??
    (user.email ? await adapter.getUserByEmail?.(user.email) : undefined)
  return known ?? adapter.createUser({ emailVerified: null, ...user } as AdapterUser)
}

function keepLine(jar: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split("; ")
  const at = pair.indexOf("=")
  const name = pair.slice(0, at)
  const gone = attributes.some(
    (one) =>
      one === "Max-Age=0" || (one.startsWith("Expires=") && Date.parse(one.slice(8)) <= Date.now()),
  )
  if (gone) jar.delete(name)
  else jar.set(name, decodeURIComponent(pair.slice(at + 1)))
}
