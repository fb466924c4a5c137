// @vitest-environment happy-dom
import { createElement } from "react"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, person } from "../../test/react/fake-auth-server.ts"
import type { FakeLocation } from "../../test/react/render.ts"
import { fakeLocation, probe, render, unmountAll } from "../../test/react/render.ts"
import { createAuthClient } from "./client.ts"
import type { AuthClient } from "./types.ts"
import type { Session } from "../vocabulary/session.ts"

let server: FakeAuthServer
let location: FakeLocation
beforeEach(() => {
  server = fakeAuthServer()
  location = fakeLocation()
})
afterEach(async () => {
  await unmountAll()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe("the base path", () => {
  test.each([
    ["option", (): AuthClient => createAuthClient({ basePath: "/app/auth/" })],
    [
      "state",
      (): AuthClient => {
        const client = createAuthClient()
        client.__NEXTAUTH.basePath = "/app/auth"
        return client
      },
    ],
  ])("from the %s", async (_, create) => {
    server = fakeAuthServer({ basePath: "/app/auth" })
    server.session = person("ada")
    await expect(create().getSession()).resolves.toEqual(person("ada"))
  })

  test("from next.config, which Next.js writes into the client", async () => {
    vi.stubEnv("__NEXT_ROUTER_BASEPATH", "/app")
    server = fakeAuthServer({ basePath: "/app/api/auth" })
    server.session = person("ada")
    await expect(createAuthClient().getSession()).resolves.toEqual(person("ada"))
    server = fakeAuthServer({ basePath: "/api/auth" })
    server.session = person("grace")
    const elsewhere = createAuthClient({ basePath: "/api/auth" })
    await expect(elsewhere.getSession()).resolves.toEqual(person("grace"))
  })

  test("from the provider, before the effects of its children", async () => {
    server = fakeAuthServer({ basePath: "/app/auth" })
    const client = createAuthClient()
    const props = { basePath: "/app/auth", session: null }
    const page = probe(client, { required: true })
    await render(createElement(client.SessionProvider, props, page.node))
    expect(location.visited[0]).toMatch(/^\/app\/auth\/signin\?/)
  })
})

describe("getSession on a server", () => {
  beforeEach(() => {
    vi.stubGlobal("document", undefined)
    for (const name of ["NEXTAUTH_URL_INTERNAL", "NEXTAUTH_URL", "AUTH_URL", "VERCEL_URL"]) {
      vi.stubEnv(name, undefined)
    }
  })

  test.each([
    [{}, "http://localhost:3000/api/auth/session"],
    [{ VERCEL_URL: "preview.example" }, "https://preview.example/api/auth/session"],
    [{ VERCEL_URL: "p", AUTH_URL: "https://a.example" }, "https://a.example/api/auth/session"],
    [{ AUTH_URL: "https://a", NEXTAUTH_URL: "https://n/own/" }, "https://n/own/session"],
    [
      { NEXTAUTH_URL: "https://n", NEXTAUTH_URL_INTERNAL: "http://10.0.0.1:3000" },
      "http://10.0.0.1:3000/api/auth/session",
    ],
    [{ NEXTAUTH_URL: "", AUTH_URL: "https://a.example/auth" }, "https://a.example/auth/session"],
  ])("%j asks %s", async (env, url) => {
    const client = createAuthClient()
    // Set after the client was made: it is read when it is needed.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    await client.getSession().catch(() => {})
    expect(server.urls).toEqual([url])
  })

  test("options win over the environment", async () => {
    vi.stubEnv("AUTH_URL", "https://a.example/x")
    await createAuthClient({ baseUrl: "http://inner", basePath: "/auth" }).getCsrfToken()
    expect(server.urls).toEqual(["http://inner/auth/csrf"])
  })

  test.each([
    ["Headers", { headers: new Headers({ cookie: "s=1" }) }],
    ["an object", { headers: { cookie: "s=1" } }],
    ["a request", { req: { headers: { cookie: "s=1" } } }],
    ["a context", { ctx: { req: { headers: { cookie: "s=1" } } } }],
  ])("passes the cookies of %s on", async (_, params) => {
    const seen = vi.fn<(url: string, init?: RequestInit) => Promise<Response>>(async () =>
      Response.json(null),
    )
    vi.stubGlobal("fetch", seen)
    await createAuthClient().getSession(params)
    expect(seen.mock.calls[0]?.[1]).toEqual({ headers: { cookie: "s=1" } })
  })

  test("shares nothing between two people who ask at once, and remembers nobody", async () => {
    vi.stubGlobal("fetch", async (_: string, init: { headers: { cookie: string } }) =>
      Response.json(person(init.headers.cookie)),
    )
    const client = createAuthClient()
    const ask = (cookie: string): Promise<Session | null> =>
      client.getSession({ headers: { cookie } })
    expect(await Promise.all([ask("ada"), ask("bob")])).toEqual([person("ada"), person("bob")])
    expect(client.__NEXTAUTH._session).toBeUndefined()
  })

  test("a failure is an error, not null", async () => {
    server.next["GET session"] = [new Error("refused")]
    await expect(createAuthClient().getSession()).rejects.toThrow("could not be read")
  })
})
