import { NextResponse } from "next/server.js"
import { describe, expect, it, vi } from "vitest"
import {
  configure,
  cookiesAfter,
  doors,
  nextAuth,
  own,
  requestTo,
  SECRET,
  signedIn,
  v5,
} from "../../test/support/next-app.ts"
import type { NextAuthConfig } from "./types.ts"

const event = { waitUntil() {} } as never
const route = { params: Promise.resolve({ id: "1" }) }
const guarded: Partial<NextAuthConfig> = {
  callbacks: { authorized: ({ auth }) => auth !== null },
}

describe.each(doors)("auth(handler) through %s", (_, door) => {
  it("gives a route handler the session, and the context it came with", async () => {
    const { auth, handlers } = nextAuth(configure(), door)
    const handler = auth(async (request, { params }) => {
      return Response.json({ name: request.auth?.user?.name ?? null, id: (await params).id })
    })
    expect(await (await handler(requestTo("/api/x"), route)).json()).toEqual({
      name: null,
      id: "1",
    })
    const cookie = await signedIn(handlers)
    const response = await handler(requestTo("/api/x", { cookie }), route)
    expect(await response.json()).toEqual({ name: "Ada", id: "1" })
  })

  /** Elsewhere this was a promise of a function, which no file can export. */
  it("is a function at once, with a configuration that comes later", async () => {
    const source = vi.fn(() => Promise.resolve(configure()))
    const { auth } = nextAuth(source, door)
    const handler = auth((request) => Response.json({ auth: request.auth }))
    expect(handler).toBeTypeOf("function")
    expect(source).not.toHaveBeenCalled()
    const request = requestTo("/api/x")
    expect(await (await handler(request, route)).json()).toEqual({ auth: null })
    expect(source).toHaveBeenCalledExactlyOnceWith(request)
  })
})

describe("renewal", () => {
  const renewing = configure({ session: { updateAge: 0 } })
  const name = "__Host-latchkey.session-token"

  it("a wrapped route handler sends the new cookie beside its own", async () => {
    const { auth, handlers } = nextAuth(renewing)
    const cookie = await signedIn(handlers)
    const handler = auth(() => new Response("x", { headers: { "set-cookie": "theirs=1" } }))
    const response = await handler(requestTo("/api/x", { cookie }), route)
    expect(response.headers.getSetCookie().map((line) => line.split("=")[0])).toEqual([
      "theirs",
      name,
    ])
    expect(cookiesAfter(response.headers, cookie)).not.toBe(cookie)
  })

  it("a proxy sends it to the page too, and the page can open it", async () => {
    const { auth, handlers } = nextAuth(renewing)
    const cookie = await signedIn(handlers)
    const response = await auth(requestTo("/x", { cookie }), event)
    expect(response.headers.get("x-middleware-next")).toBe("1")
    const forwarded = response.headers.get("x-middleware-request-cookie")!
    expect(forwarded).not.toBe(cookie)
    expect(forwarded.split(`${name}=`)).toHaveLength(2)
    const page = await handlers.GET(requestTo("/api/auth/session", { cookie: forwarded }))
    expect(await page.json()).toMatchObject({ user: { id: "7" } })
  })

  it.each([
    ["with what browsers keep for good", "GET", "/_next/static/x.js"],
    ["with a server action, which may sign out", "POST", "/x"],
    ["before our own routes, which do it themselves", "GET", "/api/auth/callback/credentials"],
  ])("nothing is renewed %s", async (_, method, path) => {
    const { auth, handlers } = nextAuth(renewing)
    const cookie = await signedIn(handlers)
    const response = await auth(requestTo(path, { cookie, method }), event)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get("x-middleware-next")).toBe("1")
  })

  it("a session cookie that the handler sets itself stands", async () => {
    const { auth, handlers } = nextAuth(renewing)
    const cookie = await signedIn(handlers)
    const gone = `${name}=; Max-Age=0; Path=/; Secure`
    const handler = auth(() => new Response("x", { headers: { "set-cookie": gone } }))
    const response = await handler(requestTo("/api/x", { cookie }), route)
    expect(response.headers.getSetCookie()).toEqual([gone])
  })

  it("a redirect that can't be changed is copied", async () => {
    const { auth, handlers } = nextAuth(renewing)
    const cookie = await signedIn(handlers)
    const handler = auth(() => Response.redirect("https://app.example/y"))
    const response = await handler(requestTo("/x", { cookie }), event)
    expect([response.status, response.headers.get("location")]).toEqual([
      302,
      "https://app.example/y",
    ])
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })
})

describe("authorized", () => {
  it("false in a proxy: to the sign-in page, and back afterwards", async () => {
    const { auth } = nextAuth(configure(guarded))
    const response = await auth(requestTo("/a?b=c"), event)
    expect(response.status).toBe(307)
    const to = new URL(response.headers.get("location")!)
    expect([to.pathname, to.searchParams.get("callbackUrl")]).toEqual([
      "/api/auth/signin",
      "https://app.example/a?b=c",
    ])
  })

  it("true: goes on", async () => {
    const { auth, handlers } = nextAuth(configure(guarded))
    const cookie = await signedIn(handlers)
    const response = await auth(requestTo("/a", { cookie }), event)
    expect(response.headers.get("x-middleware-next")).toBe("1")
  })

  it.each([
    "/api/auth/callback/credentials",
    "/api/auth/signin",
    "/login",
    "/login/",
    "/oops",
    "/mailed",
  ])("never closes %s, where one signs in", async (path) => {
    const pages = { signIn: "/login", error: "/oops", verifyRequest: "/mailed" }
    const { auth } = nextAuth(configure({ ...guarded, pages }))
    const response = await auth(requestTo(path), event)
    expect(response.headers.get("x-middleware-next")).toBe("1")
  })

  it.each(["/api/auth/anything", "/api/auth/session/x", "/api/authx", "/login/x"])(
    "closes %s, which is none of ours",
    async (path) => {
      const { auth } = nextAuth(configure({ ...guarded, pages: { signIn: "/login" } }))
      expect((await auth(requestTo(path), event)).status).toBe(307)
    },
  )

  it("a response is sent as it is; one that leads to itself is not", async () => {
    const callbacks = { authorized: () => NextResponse.redirect("https://app.example/login") }
    const { auth } = nextAuth(configure({ callbacks, pages: { signIn: "/login" } }))
    const away = await auth(requestTo("/a"), event)
    expect(away.headers.get("location")).toBe("https://app.example/login")
    const there = await auth(requestTo("/login"), event)
    expect(there.headers.get("x-middleware-next")).toBe("1")
  })

  it("nothing means no", async () => {
    const { auth } = nextAuth(configure({ callbacks: { authorized: () => undefined } }))
    expect((await auth(requestTo("/a"), event)).status).toBe(307)
  })

  it("false also keeps a wrapped handler from running, but not through the v5 door", async () => {
    for (const [door, runs] of [
      [own, 0],
      [v5, 1],
    ] as const) {
      const handler = vi.fn(() => Response.json({}))
      const { auth } = nextAuth(configure(guarded), door)
      await auth(handler)(requestTo("/a"), event)
      expect(handler).toHaveBeenCalledTimes(runs)
    }
  })

  it("a program that calls a route handler gets 401, a person the sign-in page", async () => {
    const { auth } = nextAuth(configure(guarded))
    const handler = auth(() => Response.json({}))
    const program = await handler(
      requestTo("/api/x", { headers: { accept: "application/json" } }),
      route,
    )
    expect([program.status, program.headers.get("www-authenticate")]).toEqual([401, "Cookie"])
    const person = await handler(requestTo("/api/x", { headers: { accept: "text/html" } }), route)
    expect(person.status).toBe(307)
  })

  it("knows Next.js's basePath", async () => {
    const nextConfig = { basePath: "/app" }
    const { auth } = nextAuth(configure({ ...guarded, pages: { signIn: "/login" } }))
    const response = await auth(requestTo("/app/a", { nextConfig }), event)
    const to = new URL(response.headers.get("location")!)
    expect([to.pathname, to.searchParams.get("callbackUrl")]).toEqual([
      "/app/login",
      "https://app.example/app/a",
    ])
    const there = await auth(requestTo("/app/login", { nextConfig }), event)
    expect(there.headers.get("x-middleware-next")).toBe("1")
  })
})

/** Behind a proxy, Next.js knows only where it listens. */
describe("AUTH_URL", () => {
  const env = { NODE_ENV: "production", AUTH_SECRET: SECRET, AUTH_URL: "https://real.example" }

  it("is the origin that a handler sees", async () => {
    const { auth } = nextAuth(configure({ env }))
    const handler = auth(async (request) =>
      Response.json({ url: request.url, next: request.nextUrl.href, text: await request.text() }),
    )
    const request = requestTo("http://0.0.0.0:3000/app/a?b=1", {
      method: "POST",
      body: "hello",
      nextConfig: { basePath: "/app" },
    })
    const response = await handler(request, route)
    expect(await response.json()).toEqual({
      url: "https://real.example/app/a?b=1",
      next: "https://real.example/app/a?b=1",
      text: "hello",
    })
  })

  it("does not send a rewrite to ourselves out into the world", async () => {
    const { auth } = nextAuth(configure({ env }))
    const handler = auth((request) => NextResponse.rewrite(new URL("/b", request.nextUrl)))
    const response = await handler(requestTo("http://0.0.0.0:3000/a"), event)
    expect(response.headers.get("x-middleware-rewrite")).toBe("http://0.0.0.0:3000/b")
    const away = auth(() => NextResponse.rewrite("https://other.example/b"))
    const left = await away(requestTo("http://0.0.0.0:3000/a"), event)
    expect(left.headers.get("x-middleware-rewrite")).toBe("https://other.example/b")
  })
})

describe("when the keys can't be had", () => {
  const env = { NODE_ENV: "production" }
  const failing = () => Promise.reject(new Error("vault is away"))

  it("nobody is taken for signed out: 503, and the handler does not run", async () => {
    const handler = vi.fn(() => Response.json({}))
    const { auth } = nextAuth(configure({ ...guarded, env, secret: failing }))
    const response = await auth(handler)(requestTo("/a"), event)
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"])
    expect(handler).not.toHaveBeenCalled()
    expect(await response.text()).not.toContain("vault")
  })

  it("without a secret: 500, a page for a person; our own routes answer for themselves", async () => {
    const { auth } = nextAuth(configure({ env }))
    const program = await auth(requestTo("/a"), event)
    expect([program.status, program.headers.get("content-type")]).toEqual([500, "application/json"])
    const person = await auth(requestTo("/a", { headers: { "sec-fetch-mode": "navigate" } }), event)
    expect([person.status, person.headers.get("content-type")]).toEqual([
      500,
      "text/html; charset=utf-8",
    ])
    const ours = await auth(requestTo("/api/auth/session"), event)
    expect(ours.headers.get("x-middleware-next")).toBe("1")
  })

  it("in development Next.js shows the error", async () => {
    const { auth } = nextAuth(configure({ env: { NODE_ENV: "development" }, secret: failing }))
    await expect(auth(requestTo("/a"), event)).rejects.toMatchObject({ type: "KeysUnavailable" })
  })

  it("auth.ready() says so when the server starts", async () => {
    await expect(nextAuth(configure({ env })).auth.ready()).rejects.toMatchObject({
      type: "MissingSecret",
    })
    await expect(nextAuth(() => configure()).auth.ready()).resolves.toBeUndefined()
  })
})
