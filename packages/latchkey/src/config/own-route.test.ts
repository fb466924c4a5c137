import { describe, expect, it } from "vitest"
import { configure, nextAuth, own, requestTo, v4, v5 } from "../../test/support/next-app.ts"
import { withAuth } from "../next/middleware.ts"

const event = { waitUntil() {} } as never
const nobody = { callbacks: { authorized: () => false } }

/** What a proxy that lets nobody in does with a request. */
async function proxied(path: string, door = own, more = {}): Promise<number> {
  const { auth } = nextAuth(configure({ ...nobody, ...more }), door)
  return (await auth(requestTo(path), event)).status
}

describe("a proxy that guards everything", () => {
  it("lets probes through to the health route", async () => {
    expect(await proxied("/api/auth/health")).toBe(200)
    expect(await proxied("/api/auth/health?live")).toBe(200)
    expect(await proxied("/api/auth/healthy")).toBe(307)
    expect(await proxied("/health")).toBe(307)
  })

  it("guards what the application has there, where the route is off", async () => {
    expect(await proxied("/api/auth/health", own, { health: false })).toBe(307)
    expect(await proxied("/api/auth/csrf", own, { health: false })).toBe(200)
  })

  it("behind a door it guards that path as it always did", async () => {
    for (const door of [v5, v4]) {
      expect(await proxied("/api/auth/health", door)).toBe(307)
      expect(await proxied("/api/auth/csrf", door)).toBe(200)
    }
  })

  it("and so does withAuth: the route under our own name only", async () => {
    const proxy = withAuth({ secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk" })
    const answer = (await proxy(requestTo("/api/auth/health"), event)) as Response | undefined
    expect(answer?.status ?? 200).toBe(200)
  })
})

describe("the handlers of Next.js", () => {
  it("answer GET and HEAD, in the app router and behind a base path", async () => {
    const { handlers } = nextAuth()
    const got = await handlers.GET(requestTo("/api/auth/health"))
    expect(await got.json()).toMatchObject({ status: "ok" })
    const head = await handlers.GET(requestTo("/api/auth/health", { method: "HEAD" }))
    expect([head.status, await head.text()]).toEqual([200, ""])
    const below = requestTo("/shop/api/auth/health/", { nextConfig: { basePath: "/shop" } })
    expect((await handlers.GET(below)).status).toBe(200)
  })
})
