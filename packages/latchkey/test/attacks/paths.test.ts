/** Spellings of a path that a guard and what it guards could read in two ways: the same decision, or nothing there. */
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import type { Door } from "../../src/config/context.ts"
import { createWithAuth } from "../../src/next/middleware.ts"
import type { NextAuthConfig } from "../../src/next/types.ts"
import {
  configure,
  doors,
  nextAuth,
  own,
  requestTo,
  SECRET,
  signedIn,
} from "../support/next-app.ts"
import { routeRows } from "./support/routes-table.ts"
import { ORIGIN } from "./support/site.ts"

/** Every way to write `/x` that some server or framework takes for it, or once did. */
function spellingsOf(path: string): string[] {
  const at = path.lastIndexOf("/")
  const [head, last] = [path.slice(0, at), path.slice(at + 1)]
  const encoded = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`
  return [
    `/${path}`,
    `//${path}`,
    `${head}//${last}`,
    `/.${path}`,
    `/a/..${path}`,
    `/%2e${path}`,
    `/a/%2e%2e${path}`,
    `/a/..%2f${path.slice(1)}`,
    `/..;${path}`,
    `${head}/.;/${last}`,
    `${path};v=1`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `${head}/${last.toUpperCase()}`,
    path.toUpperCase(),
    `${head}/${encoded}`,
    `${head}/%25${encoded.slice(1)}`,
    ...(head === "" ? [] : [`${head}%2f${last}`, `${head}%5c${last}`, `${head}\\${last}`]),
    `${path}%2f`,
    `${path}%5c`,
    `${path}\\`,
    `${path}%00`,
    `${path}%00.js`,
    `${path}%20`,
    `${path}%0a`,
    `${path}%09`,
    `${path}%ff`,
    `${path}.json`,
    `${path}.rsc`,
    `${path}.segments/_tree.segment.rsc`,
    `${path}?_rsc=1`,
    `${path}?nxtPid=1`,
    `${path}?__nextLocale=en`,
    `/_next/data/B${path}.json`,
    `/en${path}`,
    `/EN${path}`,
    `${path}#y`,
    `${path}%23y`,
    `${path}%3fy`,
    `/api/auth/x/..%2f${last}`,
    `/api/auth%2f${last}`,
    `/api/authx${path}`,
    `/api/auth${path}`,
    `/\uff0f${path.slice(1)}`,
    `${head}/\u2215${last}`,
    `${path}\u200b`,
  ]
}

const headers: readonly Record<string, string>[] = [
  { "x-http-method-override": "GET" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
  { "x-rewrite-url": "/api/auth/session" },
  { "x-original-url": "/api/auth/session" },
  { "x-matched-path": "/api/auth/session" },
  { "x-invoke-path": "/api/auth/session" },
  { "x-nextjs-data": "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { purpose: "prefetch" },
]
const methods = ["HEAD", "OPTIONS", "PROPFIND", "post", "PUT", "DELETE"]

const protectedPath = "/x"
const attempts = [
  ...[
    protectedPath,
    "/a/x",
    "/api/auth/session",
    "/api/auth/signin",
    "/api/auth/callback/idp",
  ].flatMap((path) => spellingsOf(path).map((spelling) => ({ path: spelling }))),
  ...headers.map((one) => ({ path: protectedPath, headers: one })),
  ...methods.map((method) => ({ path: protectedPath, method })),
]
const title = (one: (typeof attempts)[number]): string => JSON.stringify(Object.values(one))
const named = attempts.map((one) => [title(one), one] as const)

/** Paths that are ours, to the byte; with the slash that Next.js may be told to add. */
const ours = new Set(routeRows.flatMap(({ path }) => [`/api/auth${path}`, `/api/auth${path}/`]))
/** Below these every plain name is a provider's, and ours to refuse. */
const ofProviders = /^\/api\/auth\/(?:signin|callback)\/[\w.~-]*[\w~-][\w.~-]*$/
const isOurs = (path: string): boolean => {
  const { pathname } = requestTo(path).nextUrl
  return ours.has(pathname) || ofProviders.test(pathname)
}

/** A person is sent to sign in, and afterwards back to our own origin. */
function expectSignIn(response: Response | undefined): void {
  expect(response?.status).toBe(307)
  const location = new URL(response!.headers.get("location")!)
  expect([location.origin, location.pathname]).toEqual([ORIGIN, "/api/auth/signin"])
  expect(new URL(location.searchParams.get("callbackUrl")!, location).origin).toBe(ORIGIN)
}

const event = { waitUntil() {} } as never
const route = { params: Promise.resolve({}) }
const guarded: Partial<NextAuthConfig> = { callbacks: { authorized: ({ auth }) => auth !== null } }
beforeEach(() => {
  for (const level of ["error", "warn", "info", "log"] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

describe.each(doors)("a proxy through %s", (_, door) => {
  it.each(named)(
    "ADV-NX01 ADV-NX03: auth: %s is guarded as the path itself",
    async (__, { path, ...rest }) => {
      const { auth } = nextAuth(configure(guarded), door)
      const response = (await auth(requestTo(path, rest), event)) as Response
      if (response.headers.has("x-middleware-next")) expect(isOurs(path)).toBe(true)
      else expectSignIn(response)
    },
  )

  it.each(named)(
    "ADV-NX03 ADV-NX05: withAuth: %s is guarded as the path itself",
    async (__, { path, ...rest }) => {
      const withAuth = createWithAuth(door)
      const response = await withAuth({ secret: SECRET, trustHost: true })(
        requestTo(path, rest),
        event,
      )
      if (response === undefined) expect(isOurs(path)).toBe(true)
      else expectSignIn(response)
    },
  )
})

describe.each(doors)("withAuth through %s, where Next.js leaves paths as they come", (_, door) => {
  beforeAll(() => {
    vi.stubEnv("__NEXT_NO_MIDDLEWARE_URL_NORMALIZE", "1")
    return () => vi.unstubAllEnvs()
  })

  it.each(["/_next/data/B/x.json", "/_next/data/B/en/x.json", "/_next/data/x"])(
    "PATH: %s is data of a page",
    async (path) => {
      const request = requestTo(path)
      expect(request.nextUrl.pathname).toBe(path)
      expectSignIn(await createWithAuth(door)({ secret: SECRET, trustHost: true })(request, event))
    },
  )
})

describe("a route handler", () => {
  it.each(named)("%s is not run for whoever may not", async (_, { path, ...rest }) => {
    const { auth } = nextAuth(configure(guarded), own)
    const handler = vi.fn(() => new Response("secret"))
    const response = await auth(handler)(requestTo(path, rest), route)
    expect(handler).toHaveBeenCalledTimes(isOurs(path) && response?.status === 200 ? 1 : 0)
    if (!isOurs(path)) expect(response.status).toBe(401)
  })
})

describe.each(doors)("our own routes through %s", (_, door: Door) => {
  let cookie: string
  beforeAll(async () => {
    cookie = await signedIn(nextAuth(configure(), door).handlers)
  })

  it.each(spellingsOf("/api/auth/session"))(
    "PP-5 RL-9: %j is the session, or nothing",
    async (path) => {
      const { handlers } = nextAuth(configure(), door)
      const answer = await handlers.GET(requestTo(path, { cookie }))
      const text = await answer.text()
      const isCanonical = ours.has(new URL(`${ORIGIN}${path}`).pathname)
      if (isCanonical) expect(JSON.parse(text)).toMatchObject({ user: { name: "Ada" } })
      else expect(answer.status).toBe(door.compat ? 400 : 404)
      expect(text.includes("Ada")).toBe(isCanonical)
    },
  )
})
