import { beforeEach, describe, expect, it, vi } from "vitest"
import {
  configure,
  doors,
  nextAuth,
  requestTo,
  SECRET,
  signedIn,
  v4,
} from "../../test/support/next-app.ts"
import { createWithAuth, type WithAuthOptions } from "./middleware.ts"

const event = { waitUntil() {} } as never
const options: WithAuthOptions = { secret: SECRET, trustHost: true }

beforeEach(() => {
  for (const level of ["error", "warn", "info", "log"] as const) {
    vi.spyOn(console, level).mockImplementation(() => {})
  }
})

describe.each(doors)("withAuth through %s", (_, door) => {
  const withAuth = createWithAuth(door)

  it("sends who is not signed in to the sign-in page, and back afterwards", async () => {
    const response = await withAuth(options)(requestTo("/a?b=c"), event)
    expect(response!.status).toBe(307)
    const to = new URL(response!.headers.get("location")!)
    expect([to.pathname, to.searchParams.get("callbackUrl")]).toEqual([
      "/api/auth/signin",
      "/a?b=c",
    ])
  })

  it("lets pass who is, and gives the handler the claims", async () => {
    const cookie = await signedIn(nextAuth(configure(), door).handlers)
    const handler = vi.fn()
    const result = await withAuth(handler, options)(requestTo("/a", { cookie }), event)
    expect(result).toBeUndefined()
    expect(handler.mock.calls[0]![0].nextauth.token).toMatchObject({ sub: "7", name: "Ada" })
    expect(handler.mock.calls[0]![1]).toBe(event)
    const forged = await withAuth(handler, options)(
      requestTo("/a", { cookie: `${cookie}x` }),
      event,
    )
    expect(forged!.status).toBe(307)
    expect(handler).toHaveBeenCalledOnce()
  })
})

describe("withAuth", () => {
  const withAuth = createWithAuth(v4)

  it.each(["/_next/static/x.js", "/favicon.ico", "/login", "/oops", "/api/auth/session"])(
    "leaves %s alone",
    async (path) => {
      const pages = { signIn: "/login", error: "/oops" }
      expect(await withAuth({ ...options, pages })(requestTo(path), event)).toBeUndefined()
    },
  )

  it.each(["/api/auth/x", "/api/authx", "/login2", "/_nextx"])("but not %s", async (path) => {
    const pages = { signIn: "/login" }
    const response = await withAuth({ ...options, pages })(requestTo(path), event)
    expect(new URL(response!.headers.get("location")!).pathname).toBe("/login")
  })

  it("is a middleware itself, and can be called in one", async () => {
    vi.stubEnv("AUTH_SECRET", SECRET)
    try {
      const asked = requestTo("http://localhost:3000/a")
      expect((await withAuth(asked, event))!.status).toBe(307)
      expect((await withAuth(asked, options))!.status).toBe(307)
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it("asks the application", async () => {
    const authorized = vi.fn(() => true)
    const request = requestTo("/a")
    expect(
      await withAuth({ ...options, callbacks: { authorized } })(request, event),
    ).toBeUndefined()
    expect(authorized).toHaveBeenCalledWith({ token: null, req: request })
  })

  it("takes a secret that has yet to come, and says 503 while it does not (M3)", async () => {
    const cookie = await signedIn(nextAuth(configure(), v4).handlers)
    const late = { ...options, secret: async () => SECRET }
    expect(await withAuth(late)(requestTo("/a", { cookie }), event)).toBeUndefined()
    const away = { ...options, secret: () => Promise.reject(new Error("away")) }
    const response = await withAuth(away)(requestTo("/a", { cookie }), event)
    expect([response!.status, response!.headers.get("retry-after")]).toEqual([503, "5"])
  })

  it("without a secret: the error page, as version 4 has it", async () => {
    vi.stubEnv("NODE_ENV", "production")
    try {
      const response = await withAuth({})(requestTo("/a"), event)
      const to = new URL(response!.headers.get("location")!)
      expect([to.pathname, to.search]).toEqual(["/api/auth/error", "?error=Configuration"])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it("knows Next.js's basePath", async () => {
    const nextConfig = { basePath: "/app" }
    const response = await withAuth(options)(requestTo("/app/a", { nextConfig }), event)
    const to = new URL(response!.headers.get("location")!)
    expect([to.pathname, to.searchParams.get("callbackUrl")]).toEqual([
      "/app/api/auth/signin",
      "/app/a",
    ])
  })
})
