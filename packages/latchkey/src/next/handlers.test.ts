import { describe, expect, it } from "vitest"
import {
  configure,
  cookiesAfter,
  doors,
  nextAuth,
  own,
  requestTo,
  signedIn,
  v4,
} from "../../test/support/next-app.ts"
import { createNextAuth } from "./create.ts"
import type { NextAuthConfig, NextAuthResult } from "./types.ts"

describe.each(doors)("the routes through %s", (_, door) => {
  it("answer, whether called as handlers or as the result itself", async () => {
    const result = nextAuth(configure(), door)
    const cookie = await signedIn(result.handlers)
    const session = { user: { name: "Ada", email: "ada@example.com" } }
    const context = { params: Promise.resolve({ nextauth: ["session"] }) }
    const asHandlers = await result.handlers.GET(requestTo("/api/auth/session", { cookie }))
    expect(await asHandlers.json()).toMatchObject(session)
    const itself = await result(requestTo("/api/auth/session", { cookie }), context)
    expect(await itself.json()).toMatchObject(session)
    const atOnce = createNextAuth(door)(
      requestTo("/api/auth/session", { cookie }),
      context,
      configure(),
    )
    expect(await (await atOnce).json()).toMatchObject(session)
  })
})

/** The two lines of an article, as they are. */
function perRequest(options: NextAuthConfig): NextAuthResult["handlers"] {
  const NextAuth = createNextAuth(own)
  const GET = (...args: any[]) => NextAuth(options)(...args)
  const POST = (...args: any[]) => NextAuth(options)(...args)
  return { GET, POST }
}

describe("NextAuth called at each request (M2)", () => {
  it("signs in, and sees the environment of that request", async () => {
    const env: Record<string, string> = {
      NODE_ENV: "production",
      AUTH_SECRET: "x".repeat(9) + "Ab3-k29sQpZ7vT1mR5nW8yU4",
    }
    const handlers = perRequest(configure({ env }))
    const cookie = await signedIn(handlers)
    const before = await handlers.GET(requestTo("/api/auth/session", { cookie }))
    expect(await before.json()).toMatchObject({ user: { id: "7" } })
    env["AUTH_SECRET_1"] = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
    const after = await handlers.GET(requestTo("/api/auth/session", { cookie }))
    expect(await after.json()).toMatchObject({ user: { id: "7" } })
    const kidOf = (header: string): string => /session-token=([^.;]+)/.exec(header)![1]!
    expect(kidOf(cookiesAfter(after.headers, cookie))).not.toBe(kidOf(cookie))
  })

  it("reads nothing before a request comes", () => {
    const config = new Proxy(configure(), {
      get: () => {
        throw new Error("read too early")
      },
    })
    expect(Object.keys(nextAuth(config))).toEqual(
      expect.arrayContaining([
        "handlers",
        "auth",
        "signIn",
        "signOut",
        "update",
        "unstable_update",
      ]),
    )
  })
})

/** Next's own base path. */
describe("under Next.js's basePath", () => {
  const nextConfig = { basePath: "/app" }

  it.each([
    ["as the browser sent it", "/app/api/auth/providers"],
    ["with a trailing slash", "/app/api/auth/providers/"],
  ])("the routes answer %s, and name themselves rightly", async (_, path) => {
    const { handlers } = nextAuth()
    const response = await handlers.GET(requestTo(path, { nextConfig }))
    const { credentials } = (await response.json()) as Record<string, { callbackUrl: string }>
    expect(credentials!.callbackUrl).toBe("https://app.example/app/api/auth/callback/credentials")
  })

  it.each([
    ["AUTH_URL has the whole path", { env: { AUTH_URL: "https://real.example/app/api/auth" } }],
    ["AUTH_URL has our path", { env: { AUTH_URL: "https://real.example/api/auth" } }],
    ["AUTH_URL has no path", { env: { AUTH_URL: "https://real.example" } }],
    ["the config has the whole path", { basePath: "/app/api/auth", url: "https://real.example" }],
  ])("%s", async (_, config) => {
    const env = { ...configure().env, ...("env" in config ? config.env : {}) }
    const { handlers } = nextAuth(configure({ ...config, env }))
    const response = await handlers.GET(requestTo("/app/api/auth/providers", { nextConfig }))
    const { credentials } = (await response.json()) as Record<string, { callbackUrl: string }>
    expect(credentials!.callbackUrl).toBe("https://real.example/app/api/auth/callback/credentials")
  })

  it("our own pages are below it too, and the configuration stays as it was", async () => {
    const config = Object.freeze(configure({ pages: Object.freeze({ signIn: "/login" }) }))
    const { handlers } = nextAuth(config)
    const response = await handlers.GET(requestTo("/app/api/auth/signin", { nextConfig }))
    expect(new URL(response.headers.get("location")!).pathname).toBe("/app/login")
    expect(config.pages).toEqual({ signIn: "/login" })
  })
})

/** A response of Node's, as far as the pages router's handler writes it. */
class FakeResponse {
  statusCode = 0
  headersSent = false
  body = ""
  readonly headers = new Map<string, number | string | string[]>()
  getHeader(name: string) {
    return this.headers.get(name)
  }
  setHeader(name: string, value: number | string | string[]) {
    this.headers.set(name, value)
    return this
  }
  end(body = "") {
    this.body = body
    return this
  }
  get cookies(): Headers {
    const headers = new Headers()
    for (const line of [this.headers.get("set-cookie") ?? []].flat())
      headers.append("set-cookie", String(line))
    return headers
  }
}

async function callPages(
  handler: unknown,
  req: { url: string; method?: string; cookie?: string; body?: unknown; type?: string },
): Promise<FakeResponse> {
  const { url, method = "GET", cookie = "", body, type } = req
  const headers = {
    host: "app.example",
    "x-forwarded-proto": "https",
    cookie,
    ...(type ? { "content-type": type, "content-length": "999" } : {}),
  }
  const res = new FakeResponse()
  await (handler as (a: unknown, b: unknown) => Promise<void>)({ url, method, headers, body }, res)
  return res
}

describe("the pages router", () => {
  const handler = nextAuth(configure(), v4)

  it.each([
    ["a parsed form", "application/x-www-form-urlencoded", (f: Record<string, string>) => f],
    ["parsed JSON", "application/json", (f: Record<string, string>) => f],
    ["text", "application/json", (f: Record<string, string>) => JSON.stringify(f)],
  ])("signs in by %s", async (_, type, put) => {
    const first = await callPages(handler, { url: "/api/auth/csrf" })
    expect(first.statusCode).toBe(200)
    const { csrfToken } = JSON.parse(first.body) as { csrfToken: string }
    const cookie = cookiesAfter(first.cookies)
    const body = put({ csrfToken, name: "Ada", password: "right" })
    const url = "/api/auth/callback/credentials"
    const done = await callPages(handler, { url, method: "POST", cookie, body, type })
    expect(done.statusCode).toBe(302)
    const after = cookiesAfter(done.cookies, cookie)
    const session = await callPages(handler, { url: "/api/auth/session", cookie: after })
    expect(JSON.parse(session.body)).toMatchObject({ user: { name: "Ada" } })
  })

  it("reads the body itself where Next.js does not", async () => {
    const first = await callPages(handler, { url: "/api/auth/csrf" })
    const { csrfToken } = JSON.parse(first.body) as { csrfToken: string }
    const bytes = new TextEncoder().encode(
      JSON.stringify({ csrfToken, name: "Ada", password: "right" }),
    )
    const req = {
      url: "/api/auth/callback/credentials",
      method: "POST",
      headers: {
        host: "app.example",
        "x-forwarded-proto": "https",
        cookie: cookiesAfter(first.cookies),
        "content-type": "application/json",
      },
      async *[Symbol.asyncIterator]() {
        yield bytes.slice(0, 5)
        yield bytes.slice(5)
      },
    }
    const res = new FakeResponse()
    await (handler as unknown as (a: unknown, b: unknown) => Promise<void>)(req, res)
    expect(cookiesAfter(res.cookies)).toContain("next-auth.session-token=")
  })

  it("auth(req, res) answers the session and renews it beside other cookies", async () => {
    const { auth, handlers } = nextAuth(configure({ session: { updateAge: 0 } }))
    const cookie = await signedIn(handlers)
    const headers = { host: "app.example", "x-forwarded-proto": "https", cookie }
    const res = new FakeResponse()
    res.setHeader("set-cookie", "theirs=1")
    const session = await auth({ url: "/api/x", headers } as never, res as never)
    expect(session?.user?.id).toBe("7")
    const names = res.cookies.getSetCookie().map((line) => line.split("=")[0])
    expect(names).toEqual(["theirs", "__Host-latchkey.session-token"])
    const late = new FakeResponse()
    late.headersSent = true
    expect(await auth({ req: { url: "/x", headers }, res: late } as never)).toEqual(
      expect.objectContaining({ user: session!.user }),
    )
    expect(late.headers.size).toBe(0)
  })

  it("gives the configuration function a request of the web", async () => {
    const seen: (string | null | undefined)[] = []
    const { auth } = nextAuth((request) => {
      seen.push(request?.headers.get("host"))
      return configure()
    })
    await auth(
      { url: "/x", headers: { host: "tenant.example" } } as never,
      new FakeResponse() as never,
    )
    expect(seen).toEqual(["tenant.example"])
  })
})
