import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import NextAuth5 from "../../src/doors/v5/index.ts"
import { withAuth } from "../../src/doors/v4/middleware.ts"
import { Auth } from "../../src/index.ts"
import { type Answer, credentials, doors, log, SECRET, Visitor } from "./visitor.ts"
import { NextRequest } from "next/server.js"

const base = (more: Partial<AuthConfig> = {}): Partial<AuthConfig> => ({
  providers: [credentials],
  secret: SECRET,
  trustHost: true,
  logger: log().logger,
  env: { NODE_ENV: "production" },
  ...more,
})

/** Under our own name: no door. */
const own: readonly [string, (config: Partial<AuthConfig>) => Answer] = [
  "latchkey",
  (config) => (request) => Auth(request, { providers: [], basePath: "/api/auth", ...config }),
]

const withDomain = (more: Partial<AuthConfig> = {}): Partial<AuthConfig> =>
  base({ session: { domain: "team.example" }, ...more })
const [one, two] = ["https://one.team.example", "https://two.team.example"]

describe.each([...doors, own])("pain 26: session.domain, through %s", (_, routes) => {
  const strategies: readonly (readonly [string, () => Partial<AuthConfig>])[] = [
    ["in cookies", () => ({})],
    [
      "in a database",
      () => {
        const adapter = MemoryAdapter()
        const session = { domain: "team.example", strategy: "database" } as const
        return { adapter, session, providers: [withUser(adapter)] }
      },
    ],
  ]

  /** Database sessions need a user who is in the store. */
  function withUser(adapter: ReturnType<typeof MemoryAdapter>): typeof credentials {
    const authorize = async ({ name }: Record<string, unknown>) => {
      const email = `${String(name)}@example.com`
      const known = await adapter.getUserByEmail!(email)
      return known ?? (await adapter.createUser!({ name, email, emailVerified: null } as never))
    }
    return { ...credentials, authorize } as typeof credentials
  }

  function withoutDomain({ session }: Partial<AuthConfig>): NonNullable<AuthConfig["session"]> {
    const { domain: ___, ...rest } = session ?? {}
    return rest
  }

  it.each(strategies)(
    "pain 26: %s: in on one subdomain is in on all, out on one is out on all",
    async (__, more) => {
      const visitor = new Visitor(routes(withDomain(more())), { origin: one! })
      await visitor.signIn()
      const [cookie] = visitor.session()
      expect([cookie!.domain, cookie!.hostOnly]).toEqual(["team.example", false])
      // Only the session is shared: what protects forms and sign-ins stays with its host.
      expect(visitor.cookies.filter(({ hostOnly }) => !hostOnly)).toEqual([cookie])
      visitor.origin = two!
      expect(await visitor.who()).toBe("Ada")
      await visitor.post("/signout")
      visitor.origin = one!
      expect(await visitor.who()).toBeUndefined()
      expect(visitor.session()).toEqual([])
    },
  )

  it.each(strategies)(
    "pain 26: %s: who was in before the option came stays in, and is in everywhere from then on",
    async (__, more) => {
      const after = more()
      const session = withoutDomain(after)
      const visitor = new Visitor(routes(base({ ...after, session })), { origin: one! })
      await visitor.signIn()
      expect(visitor.session()[0]!.hostOnly).toBe(true)
      visitor.answer = routes(withDomain(after))
      expect(await visitor.who()).toBe("Ada")
      visitor.origin = two!
      expect(await visitor.who()).toBe("Ada")
      expect(visitor.session().map(({ domain }) => domain)).toEqual(["team.example"])
    },
  )

  it.each(strategies)(
    "pain 26: %s: a new sign-in and a sign-out end the cookie of the host alone as well",
    async (__, more) => {
      const after = more()
      const session = withoutDomain(after)
      const visitor = new Visitor(routes(base({ ...after, session })), { origin: one! })
      await visitor.signIn("Ada")
      visitor.answer = routes(withDomain(after))
      await visitor.signIn("Grace")
      expect(await visitor.who()).toBe("Grace")
      expect(visitor.session()).toHaveLength(1)

      // Both at once, as an application leaves them that had a block of cookie options: one sign-out ends both.
      const [cookie] = visitor.session()
      visitor.cookies.unshift({ ...cookie!, domain: "one.team.example", hostOnly: true })
      await visitor.post("/signout")
      expect(visitor.session()).toEqual([])
      expect(await visitor.who()).toBeUndefined()
    },
  )

  it("pain 26: a session in pieces too", async () => {
    const callbacks = { jwt: ({ token }: any) => ({ ...token, filler: "x".repeat(7_000) }) }
    const visitor = new Visitor(routes(base({ callbacks })), { origin: one! })
    await visitor.signIn()
    visitor.answer = routes(withDomain({ callbacks }))
    expect(await visitor.who()).toBe("Ada")
    expect(visitor.session().every(({ hostOnly }) => !hostOnly)).toBe(true)
    visitor.origin = two!
    expect(await visitor.who()).toBe("Ada")
    await visitor.post("/signout")
    expect(visitor.session()).toEqual([])
  })

  it.each(["http://localhost:3000", "https://pr-7.preview.test", "https://evil-team.example"])(
    "pain 26: at %s, which is not of the domain, sessions are for the host alone",
    async (origin) => {
      const visitor = new Visitor(routes(withDomain()), { origin })
      await visitor.signIn()
      expect(visitor.session().map(({ hostOnly }) => hostOnly)).toEqual([true])
      expect(await visitor.who()).toBe("Ada")
    },
  )

  it.each([".team.example", "TEAM.example"])("pain 26: %s is understood", async (domain) => {
    const visitor = new Visitor(routes(base({ session: { domain } })), { origin: one! })
    await visitor.signIn()
    expect(visitor.session()[0]!.domain).toBe("team.example")
  })

  it.each(["example", "https://team.example", "team.example:443", "10.0.0.1", "*.team.example"])(
    "pain 26: %s is no domain: sessions are for the host alone",
    async (domain) => {
      const visitor = new Visitor(routes(base({ session: { domain } })), { origin: one! })
      await visitor.signIn()
      expect(visitor.session()[0]!.hostOnly).toBe(true)
    },
  )

  it("pain 26: what is no domain is said once", async () => {
    const { warnings, logger } = log()
    const session = { domain: `https://${_.replaceAll(/\W/g, "")}.example` }
    const visitor = new Visitor(routes(base({ session, logger })), { origin: one! })
    await visitor.signIn()
    await visitor.who()
    expect(warnings).toEqual([expect.stringMatching(/^(session-domain|SESSION_DOMAIN) /)])
  })

  it("pain 26: a domain in NextAuth's block of cookie options that is not ours is said, once", async () => {
    const { warnings, logger } = log()
    const domain = `.${_.replaceAll(/\W/g, "")}.example`
    const cookies = { sessionToken: { options: { domain } } } as never
    const visitor = new Visitor(routes(base({ cookies, logger })), { origin: one! })
    await visitor.signIn()
    await visitor.signIn()
    expect(warnings).toEqual([expect.stringMatching(/^(session-domain|SESSION_DOMAIN) /)])
  })

  it("pain 26: NextAuth's block of cookie options signs out of both as well", async () => {
    const cookies = { sessionToken: { options: { domain: "team.example" } } }
    const visitor = new Visitor(routes(base()), { origin: one! })
    await visitor.signIn()
    visitor.answer = routes(base({ cookies: cookies as never }))
    visitor.origin = one!
    await visitor.signIn("Grace")
    await visitor.post("/signout")
    expect(visitor.session().filter(({ domain }) => domain !== "one.team.example")).toEqual([])
  })
})

it("pain 26: a proxy knows the shared cookie", async () => {
  const visitor = new Visitor(own[1](withDomain()), { origin: one! })
  await visitor.signIn()
  const headers = { host: "two.team.example", cookie: visitor.header() }
  const request = new NextRequest(`${two}/inside`, { headers })
  const options = { secret: SECRET, trustHost: true, session: { domain: "team.example" } }
  expect(await withAuth(request, options)).toBeUndefined()
  const { auth } = NextAuth5(withDomain() as never)
  const handler = auth((asked) => Response.json(asked.auth?.user?.name))
  const answer = (await handler(request as never, {} as never)) as Response
  expect(await answer.json()).toBe("Ada")
})
