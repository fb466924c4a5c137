import { NextRequest } from "next/server.js"
import { describe, expect, it } from "vitest"
import NextAuth from "../../src/doors/v5/index.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { withAuth } from "../../src/doors/v4/middleware.ts"
import { credentials, doors, locationOf, log, SECRET, Visitor } from "./visitor.ts"

type Env = Record<string, string>

const production = { NODE_ENV: "production", AUTH_SECRET: SECRET }

function configured(env: Env = {}, more: Partial<AuthConfig> = {}): Partial<AuthConfig> {
  return { providers: [credentials], logger: log().logger, env: { ...production, ...env }, ...more }
}

describe.each(doors)("pain 4: UntrustedHost, through %s", (_, routes) => {
  it("pain 4: the log has the lines to choose from, with the host in them", async () => {
    const { errors, logger } = log()
    const visitor = new Visitor(routes(configured({}, { logger })))
    expect((await visitor.send("/providers")).status).toBe(400)
    const [error] = errors
    expect(error!.name).toBe("UntrustedHost")
    expect(error!.message).toMatch(/^Host must be trusted\. /)
    expect(error!.message).toContain("AUTH_URL=https://app.example")
    expect(error!.message).toContain("AUTH_TRUST_HOST=app.example")
  })

  it("pain 4: on one machine it works without a word", async () => {
    const visitor = new Visitor(routes(configured()), { origin: "http://localhost:3000" })
    await visitor.signIn()
    expect(await visitor.who()).toBe("Ada")
  })

  it.each([
    ["true", 200],
    ["1", 200],
    [" Yes ", 200],
    ["app.example", 200],
    ["other.example,app.example", 200],
    ["other.example app.example:443", 200],
    ["https://app.example", 200],
    ["*.example.test,APP.example", 200],
    ["false", 400],
    ["FALSE ", 400],
    ["0", 400],
    ["no", 400],
    ["off", 400],
    ["", 400],
    ["other.example", 400],
    ["*.app.example", 400],
    ["*.example", 400],
    ["*", 400],
    ["app.example:8443", 400],
    ["http://app.example", 200],
    ["enabled", 400],
  ])("pain 4: AUTH_TRUST_HOST=%s answers %i", async (said, status) => {
    const visitor = new Visitor(routes(configured({ AUTH_TRUST_HOST: said })))
    expect((await visitor.send("/providers")).status).toBe(status)
  })

  it.each([
    ["https://pr-7.preview.example", 200],
    ["https://preview.example", 400],
    ["https://a.b.preview.example", 400],
    ["https://pr-7.preview.example.evil.com", 400],
    ["https://pr-7.preview.example:8443", 400],
  ])("pain 4: of the list *.preview.example, %s answers %i", async (origin, status) => {
    const trustHost = ["app.example", "*.preview.example"]
    const { errors, logger } = log()
    const visitor = new Visitor(routes(configured({}, { trustHost, logger })), { origin })
    const answer = await visitor.send("/providers")
    expect(answer.status).toBe(status)
    if (status === 200) expect(await answer.text()).toContain(`${origin}/api/auth/callback/`)
    else
      expect(errors[0]!.message).toContain("none of those listed in trustHost or AUTH_TRUST_HOST")
  })

  it("pain 4: a host that a client makes up is not of the list", async () => {
    const config = configured({ AUTH_TRUST_HOST: "app.example" })
    const visitor = new Visitor(routes(config), { headers: { "x-forwarded-host": "evil.example" } })
    expect((await visitor.send("/providers")).status).toBe(400)
  })
})

describe.each(doors)("pain 5: behind a proxy, through %s", (_, routes) => {
  /** What `next start` sees in a container, behind a proxy that ends TLS. */
  const container = { host: "3f2a9c1b7d4e:3000" }
  const listening = "http://0.0.0.0:3000"

  async function callbackUrl(env: Env, headers: Env, more: Partial<AuthConfig> = {}) {
    const options = { headers: { ...container, ...headers }, listening }
    const visitor = new Visitor(routes(configured(env, more)), options)
    const answer = await visitor.send("/providers")
    if (answer.status !== 200) return answer.status
    const { credentials: found } = (await answer.json()) as Record<string, { callbackUrl: string }>
    return found!.callbackUrl.replace("/api/auth/callback/credentials", "")
  }

  it.each([
    ["one proxy", "true", { "x-forwarded-host": "app.example", "x-forwarded-proto": "https" }],
    [
      "two, each of which appends",
      "true",
      { "x-forwarded-host": "app.example, app.example", "x-forwarded-proto": "https,http" },
    ],
    [
      "two that say different hosts, both listed",
      "app.example,inner.example",
      { "x-forwarded-host": "app.example, inner.example", "x-forwarded-proto": "https, http" },
    ],
    [
      "one that speaks RFC 7239",
      "app.example",
      { forwarded: 'for="[2001:db8::17]:4711";proto=https;host=app.example' },
    ],
    ["AUTH_URL alone", "", { "x-forwarded-host": "evil.example" }],
  ])("pain 5: %s", async (name, said, headers) => {
    const env = name === "AUTH_URL alone" ? { AUTH_URL: "https://app.example/api/auth" } : {}
    expect(await callbackUrl({ AUTH_TRUST_HOST: said, ...env }, headers as Env)).toBe(
      "https://app.example",
    )
  })

  it("pain 5: NEXTAUTH_URL says it as well", async () => {
    expect(await callbackUrl({ NEXTAUTH_URL: "https://app.example" }, {})).toBe(
      "https://app.example",
    )
  })

  it("pain 5: a port that people type stays, the default one goes", async () => {
    const at = (host: string, proto: string) =>
      callbackUrl(
        { AUTH_TRUST_HOST: "true" },
        { "x-forwarded-host": host, "x-forwarded-proto": proto, "x-forwarded-port": "3000" },
      )
    expect(await at("app.example:8443", "https")).toBe("https://app.example:8443")
    expect(await at("app.example:443", "https")).toBe("https://app.example")
    expect(await at("app.example", "https")).toBe("https://app.example")
    expect(await at("app.example", "http")).toBe("http://app.example")
  })

  it("pain 5: whoever was not told to believe headers believes none", async () => {
    const forwarded = { "x-forwarded-host": "app.example", "x-forwarded-proto": "https" }
    expect(await callbackUrl({}, forwarded)).toBe(400)
    expect(await callbackUrl({}, { forwarded: "host=app.example" })).toBe(400)
    expect(await callbackUrl({}, { host: "localhost:3000", ...forwarded })).toBe(400)
    // Told to believe one header, it does not believe another that few proxies take out.
    const made = { host: "app.example", forwarded: "host=evil.example" }
    expect(await callbackUrl({ AUTH_TRUST_HOST: "true" }, made)).toBe("http://app.example")
  })

  it("pain 5: proxies that disagree are refused, and the log says what to do", async () => {
    const { errors, logger } = log()
    const headers = { "x-forwarded-host": "evil.example, app.example" }
    expect(await callbackUrl({ AUTH_TRUST_HOST: "true" }, headers, { logger })).toBe(400)
    expect(errors[0]!.message).toContain(
      "X-Forwarded-Host names several: evil.example, app.example",
    )
    expect(await callbackUrl({ AUTH_TRUST_HOST: "app.example" }, headers)).toBe(400)
  })

  it("pain 5: a proxy that hides the host is noticed: one warning that names the container", async () => {
    const { warnings, logger } = log()
    const headers = { host: `c${_.replaceAll(/\W/g, "")}f3:3000` }
    for (let i = 0; i < 3; i++) {
      await callbackUrl({ AUTH_TRUST_HOST: "true" }, headers, { logger })
    }
    // NextAuth 4's logger is given the code alone.
    expect(warnings.filter((line) => /^(private-host|PRIVATE_HOST)/.test(line))).toHaveLength(1)
    await callbackUrl({ AUTH_URL: "https://app.example" }, { host: "other:3000" }, { logger })
    expect(warnings).toHaveLength(1)
  })

  it("pain 5: the session's cookie is secure by what the proxy says, not by how we listen", async () => {
    const headers = {
      ...container,
      "x-forwarded-host": "app.example",
      "x-forwarded-proto": "https",
    }
    const config = configured({ AUTH_TRUST_HOST: "app.example" })
    const visitor = new Visitor(routes(config), { headers, listening })
    const answer = await visitor.signIn()
    expect(locationOf(answer).href).toBe("https://app.example/")
    expect(visitor.session()[0]!.name).toMatch(/^__Secure-/)
    expect(await visitor.who()).toBe("Ada")
  })
})

describe("pain 5: what handlers of the application see", () => {
  const headers = { host: "app.example", "x-forwarded-proto": "https" }
  const request = () => new NextRequest("http://0.0.0.0:3000/inside?a=1", { headers })

  it.each([
    { AUTH_TRUST_HOST: "true" },
    { AUTH_TRUST_HOST: "app.example" },
    { AUTH_URL: "https://app.example" },
  ])("pain 5: auth(handler) redirects to our origin, not to 0.0.0.0: %o", async (env) => {
    const { auth } = NextAuth(configured(env as Env) as never)
    const handler = auth((asked) => Response.redirect(new URL("/login", asked.nextUrl)))
    const answer = (await handler(request() as never, {} as never)) as Response
    expect(answer.headers.get("location")).toBe("https://app.example/login")
  })

  it("pain 5: without being told, the request stays as it is", async () => {
    const { auth } = NextAuth(configured({}, { useSecureCookies: true }) as never)
    const handler = auth((asked) => Response.json(asked.nextUrl.origin))
    const answer = (await handler(request() as never, {} as never)) as Response
    expect(await answer.json()).toBe("http://0.0.0.0:3000")
  })

  it("pain 5: withAuth sends to sign in by a place on the same host", async () => {
    const answer = await withAuth(request(), { secret: SECRET, trustHost: ["app.example"] })
    const { origin, pathname, searchParams } = locationOf(answer!)
    // Next.js makes what is of its own origin relative, so that the browser stays where it is.
    expect([origin, pathname]).toEqual(["http://0.0.0.0:3000", "/api/auth/signin"])
    expect(searchParams.get("callbackUrl")).toBe("/inside?a=1")
  })
})
