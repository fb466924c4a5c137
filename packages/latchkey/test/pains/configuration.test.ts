import { NextRequest } from "next/server.js"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import NextAuth4 from "../../src/doors/v4/index.ts"
import NextAuth from "../../src/doors/v5/index.ts"
import { createMailbox } from "../../src/testing/mailbox.ts"
import Email from "../../src/providers/nodemailer.ts"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import OIDC from "../../src/providers/oidc.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { credentials, doors, locationOf, log, OTHER, SECRET, Visitor } from "./visitor.ts"

const env = { NODE_ENV: "production" }
const silent = log().logger
const basic = { providers: [credentials], trustHost: true, logger: silent, env }

describe.each(doors)("pain 11: what comes late, through %s", (_, routes) => {
  it("pain 11: the secret is awaited: a promise, a function, a store's binding", async () => {
    const late = new Promise<string>((done) => setTimeout(done, 20, SECRET))
    const asked: string[] = []
    const binding = { get: async () => SECRET }
    const fetched = async (): Promise<string> => {
      asked.push("asked")
      return SECRET
    }
    const visitor = new Visitor(routes({ ...basic, secret: late }))
    await visitor.signIn()
    for (const secret of [late, binding, fetched]) {
      visitor.answer = routes({ ...basic, secret })
      expect(await visitor.who()).toBe("Ada")
    }
    expect(asked).toHaveLength(1)
  })

  it("pain 11: a store that is down is not the same as nobody, and heals by itself", async () => {
    let down = true
    const secret = async (): Promise<string> => {
      if (down) throw new Error("the store is down")
      return SECRET
    }
    const visitor = new Visitor(routes({ ...basic, secret }))
    const answer = await visitor.send("/csrf")
    expect([answer.status, answer.headers.has("retry-after")]).toEqual([503, true])
    down = false
    await expect.poll(() => visitor.signIn().catch(() => 0)).toMatchObject({ status: 302 })
    expect(await visitor.who()).toBe("Ada")
  })

  it("pain 11: an environment that is not process.env, read at each request", async () => {
    const bindings: Record<string, string> = { ...env }
    const visitor = new Visitor(routes({ ...basic, env: bindings }))
    expect((await visitor.send("/csrf")).status).toBe(500)
    bindings["AUTH_SECRET"] = SECRET
    await visitor.signIn()
    expect(await visitor.who()).toBe("Ada")
  })
})

const handled = () => Response.json("handled")
const sources = [
  ["a config", () => ({ ...basic, secret: SECRET })],
  ["a function", () => () => ({ ...basic, secret: SECRET })],
  ["an async function", () => async () => ({ ...basic, secret: SECRET })],
] as const

describe.each(sources)("pain 12: auth(handler) of %s", (_, source) => {
  it("pain 12: is a function at once, which a file can export, and it guards", async () => {
    const { auth, handlers } = NextAuth(source() as never)
    const exported = auth((request) =>
      request.auth ? handled() : new Response(null, { status: 401 }),
    )
    expect(exported).toBeTypeOf("function")
    const ask = async (cookie: string): Promise<number> => {
      const request = new NextRequest("https://app.example/api/x", {
        headers: { cookie, host: "app.example" },
      })
      return ((await exported(request as never, { params: {} } as never)) as Response).status
    }
    expect(await ask("")).toBe(401)
    const visitor = new Visitor(handlers.POST as never)
    visitor.answer = (request) =>
      (request.method === "POST"
        ? handlers.POST(request)
        : handlers.GET(request)) as Promise<Response>
    await visitor.signIn()
    expect(await ask(visitor.header())).toBe(200)
  })
})

describe("pain 20: several tenants in one process", () => {
  const issuers: Record<string, Issuer> = {}
  const client = (host: string): Record<string, unknown> & { client_id: string } => ({
    client_id: `client-of-${host}`,
    client_secret: "app-secret",
    redirect_uris: [`https://${host}/api/auth/callback/local`],
  })
  const tenants = ["a.tenants.example", "b.tenants.example"] as const

  beforeAll(async () => {
    for (const host of tenants) issuers[host] = await startIssuer({ client: client(host) as never })
  })
  afterAll(() => Promise.all(tenants.map((host) => issuers[host]!.close())))

  /** Another issuer, client and secret for each host. */
  const config = (request: NextRequest): Partial<AuthConfig> => {
    const host = request.headers.get("host")!
    const issuer = issuers[host]?.url
    const options = { id: "local", name: "Local", issuer, clientId: `client-of-${host}` }
    return {
      ...basic,
      trustHost: ["*.tenants.example"],
      secret: host === tenants[0] ? SECRET : OTHER,
      providers: issuer ? [OIDC({ ...options, clientSecret: "app-secret" } as never)] : [],
    }
  }

  describe.each(doors)("through %s", (_, routes) => {
    it("pain 20: each has its issuer, its client, its origin and its secret", async () => {
      const answer = routes(config)
      const visitors = tenants.map((host) => new Visitor(answer, { origin: `https://${host}` }))
      // All begin before any ends: nothing of one may be left for another.
      const starts = []
      for (const visitor of visitors) starts.push(await visitor.post("/signin/local"))
      for (const [at, host] of tenants.entries()) {
        const visitor = visitors[at]!
        const to = locationOf(starts[at]!)
        expect(to.origin).toBe(new URL(issuers[host]!.url).origin)
        expect(to.searchParams.get("client_id")).toBe(`client-of-${host}`)
        const redirect = `https://${host}/api/auth/callback/local`
        expect(to.searchParams.get("redirect_uri")).toBe(redirect)
        const { params } = await issuers[host]!.walk(to.href, `ada-of-${at}`)
        const back = await visitor.send(`/callback/local?${params}`)
        expect(locationOf(back).origin).toBe(`https://${host}`)
        expect(await visitor.who()).toBe(`Name of ada-of-${at}`)
      }
      const stolen = new Visitor(answer, { origin: `https://${tenants[1]}` })
      const cookie = visitors[0]!.header()
      const session = await stolen.send("/session", { headers: { cookie } })
      expect(Object.keys((await session.json()) ?? {})).toEqual([])
    })

    it("pain 20: a host that is nobody's is refused", async () => {
      const visitor = new Visitor(routes(config), { origin: "https://tenants.example" })
      expect((await visitor.send("/providers")).status).toBe(400)
    })

    it("pain 20: an e-mail provider of one config asks nothing of the next", async () => {
      const mail = Email({ server: {}, from: "a@b.example", ...createMailbox() } as never)
      const first = { ...basic, secret: SECRET, adapter: MemoryAdapter(), providers: [mail] }
      expect((await new Visitor(routes(first)).send("/providers")).status).toBe(200)
      const second = new Visitor(routes({ ...basic, secret: SECRET }))
      await second.signIn()
      expect(await second.who()).toBe("Ada")
    })
  })

  it("pain 20: NextAuth 4's way, a call with options inside the route handler", async () => {
    const visitor = new Visitor((request) => {
      const context = { params: { nextauth: request.nextUrl.pathname.split("/").slice(3) } }
      const options = { providers: [], ...config(request) } as never
      return NextAuth4(request, context, options) as Promise<Response>
    })
    visitor.origin = `https://${tenants[1]}`
    const start = await visitor.post("/signin/local")
    expect(locationOf(start).origin).toBe(new URL(issuers[tenants[1]]!.url).origin)
  })
})
