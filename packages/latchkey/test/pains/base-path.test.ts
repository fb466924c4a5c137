import { describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { credentials, doors, locationOf, log, SECRET, Visitor } from "./visitor.ts"

const [five, four] = [doors[0]!, doors[1]!]
const nextConfig = { basePath: "/app" }

function visitorOf(routes: (typeof doors)[number][1], more: Partial<AuthConfig> = {}, env = {}) {
  const config = {
    providers: [credentials],
    secret: SECRET,
    trustHost: true,
    logger: log().logger,
    env: { NODE_ENV: "production", ...env },
    ...more,
  }
  return new Visitor(routes(config), { nextConfig, basePath: "/app/api/auth" })
}

/** What applications have as their `redirect` callback. */
const docs = ({ url, baseUrl }: { url: string; baseUrl: string }): string => {
  if (url.startsWith("/")) return `${baseUrl}${url}`
  return new URL(url).origin === baseUrl ? url : baseUrl
}
const home = ({ baseUrl }: { baseUrl: string }): string => baseUrl
const path = (): string => "/fixed"

describe.each([five, four])("pain 27: below /app, through %s", (_, routes) => {
  it.each([
    ["/inside?a=1", "/app/inside?a=1"],
    ["/app/inside", "/app/inside"],
    ["/app", "/app"],
    ["/", "/app"],
    ["/application", "/app/application"],
    ["https://app.example/inside", "/inside"],
    ["//evil.example", "/app"],
    ["/\\evil.example", "/app"],
    ["https://evil.example", "/app"],
    ["/api/auth/signout", "/app"],
    ["", "/app"],
  ])("pain 27: callbackUrl %j leads to %s, with and without a callback", async (asked, to) => {
    for (const redirect of [undefined, docs]) {
      const visitor = visitorOf(routes, redirect ? { callbacks: { redirect } } : {})
      const fields = { name: "Ada", password: "right", callbackUrl: asked }
      const answer = await visitor.post("/callback/credentials", fields)
      expect(locationOf(answer).href, String(redirect)).toBe(`https://app.example${to}`)
      expect(await visitor.who()).toBe("Ada")
    }
  })

  it("pain 27: a callback that answers home, or a path, means those of the application", async () => {
    for (const [redirect, to] of [
      [home, "/app"],
      [path, "/app/fixed"],
    ] as const) {
      const visitor = visitorOf(routes, { callbacks: { redirect } })
      expect(locationOf(await visitor.signIn()).href).toBe(`https://app.example${to}`)
    }
  })

  it.each([
    "https://app.example",
    "https://app.example/app",
    "https://app.example/app/",
    "https://app.example/app/api/auth",
  ])("pain 27: AUTH_URL=%s and NEXTAUTH_URL mean the same", async (url) => {
    for (const name of ["AUTH_URL", "NEXTAUTH_URL"]) {
      const visitor = visitorOf(routes, {}, { [name]: url })
      const list = (await (await visitor.send("/providers")).json()) as Record<string, any>
      expect(list["credentials"].callbackUrl).toBe(
        "https://app.example/app/api/auth/callback/credentials",
      )
    }
  })

  it("pain 27: the built-in pages post to the routes, and lead home to the application", async () => {
    const page = await (await visitorOf(routes).send("/signin")).text()
    expect(page).toContain('action="https://app.example/app/api/auth/callback/credentials"')
    expect(page).toContain('href="https://app.example/app"')
    const pages = { signIn: "/login", error: "/oh" }
    const own = await visitorOf(routes, { pages }).send("/signin?callbackUrl=/inside")
    expect(locationOf(own).href).toBe(
      "https://app.example/app/login?callbackUrl=https%3A%2F%2Fapp.example%2Fapp%2Finside",
    )
    const broken = { pages, callbacks: { signIn: () => false } }
    expect(locationOf(await visitorOf(routes, broken).signIn()).pathname).toBe("/app/oh")
  })
})
