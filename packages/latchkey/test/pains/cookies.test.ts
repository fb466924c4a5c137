import { afterEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import * as jwt4 from "../../src/doors/v4/jwt.ts"
import * as jwt5 from "../../src/doors/v5/jwt.ts"
import * as jwtOwn from "../../src/jwt/index.ts"
import { Auth } from "../../src/index.ts"
import { type Answer, credentials, doors, log, SECRET, Visitor } from "./visitor.ts"

afterEach(() => void vi.unstubAllEnvs())

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

const readers = [
  ["next-auth 5 and @auth/core", jwt5.getToken],
  ["next-auth 4", jwt4.getToken],
  ["latchkey", jwtOwn.getToken],
] as const

describe.each(readers)("pain 23: getToken of %s", (_, getToken) => {
  describe.each([...doors, own])("of a session by %s", (__, routes) => {
    it.each([
      ["in production, over https", "https://app.example"],
      ["in development, over http", "http://localhost:3000"],
    ])("pain 23: finds the cookie %s", async (___, origin) => {
      const visitor = new Visitor(routes(base()), { origin })
      await visitor.signIn()
      const headers = { cookie: visitor.header() }
      const read = { secret: SECRET }
      const token = await getToken({
        req: new Request("http://10.0.0.7:3000/", { headers }),
        ...read,
      })
      expect(token).toMatchObject({ name: "Ada", email: "ada@example.com" })
      // As Node has it; and by the environment's secret.
      vi.stubEnv("AUTH_SECRET", SECRET)
      expect(await getToken({ req: { headers } })).toMatchObject({ name: "Ada" })
    })

    it("pain 23: finds it in pieces", async () => {
      const callbacks = { jwt: ({ token }: any) => ({ ...token, filler: "x".repeat(7_000) }) }
      const visitor = new Visitor(routes(base({ callbacks })))
      await visitor.signIn()
      expect(visitor.session().length).toBeGreaterThan(1)
      const req = { headers: { cookie: visitor.header() } }
      expect(await getToken({ req, secret: SECRET })).toMatchObject({ name: "Ada" })
    })

    it("pain 23: finds it under a name of the application's own", async () => {
      const cookies = { sessionToken: { name: "team-session" } }
      const visitor = new Visitor(routes(base({ cookies })))
      await visitor.signIn()
      expect(visitor.session()).toEqual([])
      const req = { headers: { cookie: visitor.header() } }
      const read = { req, secret: SECRET, cookieName: "team-session" }
      expect(await getToken(read)).toMatchObject({ name: "Ada" })
      expect(await getToken({ req, secret: SECRET })).toBeNull()
    })

    it("pain 23: a name written for development finds the one of production, and the other way round", async () => {
      for (const origin of ["https://app.example", "http://localhost:3000"]) {
        const visitor = new Visitor(routes(base()), { origin })
        await visitor.signIn()
        const { name } = visitor.session()[0]!
        const plain = name.replace(/^__(Secure|Host)-/, "")
        const req = { headers: { cookie: visitor.header() } }
        for (const cookieName of [plain, `__Secure-${plain}`]) {
          const read = { req, secret: SECRET, cookieName, salt: cookieName }
          expect(await getToken(read), `${cookieName} for ${name}`).toMatchObject({ name: "Ada" })
        }
        // That of another generation is another cookie.
        const other = plain.startsWith("next-auth") ? "authjs" : "next-auth"
        const cookieName = `${other}.session-token`
        expect(await getToken({ req, secret: SECRET, cookieName })).toBeNull()
      }
    })
  })

  it("pain 23: with another secret it is null, and no error", async () => {
    const visitor = new Visitor(doors[0]![1](base()))
    await visitor.signIn()
    const req = { headers: { cookie: visitor.header() } }
    expect(await getToken({ req, secret: `not ${SECRET}` })).toBeNull()
  })
})

describe("pain 36: from 4 to 5 and back", () => {
  const [[, five], [, four]] = [doors[0]!, doors[1]!]

  it.each([
    ["https", "https://app.example", "__Secure-"],
    ["http", "http://localhost:3000", ""],
  ])("pain 36: nobody is signed out, over %s", async (_, origin, prefix) => {
    const visitor = new Visitor(four(base()), { origin })
    await visitor.signIn()
    expect(visitor.session()[0]!.name).toBe(`${prefix}next-auth.session-token`)
    visitor.answer = five(base())
    expect(await visitor.who()).toBe("Ada")
    visitor.answer = four(base())
    expect(await visitor.who()).toBe("Ada")
    visitor.answer = five(base())
    await visitor.signIn("Grace")
    expect(visitor.session().map(({ name }) => name)).toEqual([`${prefix}authjs.session-token`])
    visitor.answer = four(base())
    expect(await visitor.who()).toBe("Grace")
    await visitor.post("/signout")
    expect(visitor.session()).toEqual([])
  })
})
