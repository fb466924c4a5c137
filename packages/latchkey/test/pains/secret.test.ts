import { describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { decode } from "../../src/doors/v5/jwt.ts"
import NextAuth5 from "../../src/doors/v5/index.ts"
import NextAuth4 from "../../src/doors/v4/index.ts"
import { credentials, doors, log, OTHER, SECRET, Visitor } from "./visitor.ts"

function configured(env: Record<string, string | undefined>, more: Partial<AuthConfig> = {}) {
  const said = { NODE_ENV: "production", ...env }
  return { providers: [credentials], trustHost: true, logger: log().logger, env: said, ...more }
}

describe.each(doors)("pains of the secret, through %s", (door, routes) => {
  it.each(["AUTH_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET_1"])(
    "pain 1: %s in the environment is enough, no option is needed",
    async (name) => {
      const visitor = new Visitor(routes(configured({ [name]: SECRET })))
      await visitor.signIn()
      expect(await visitor.who()).toBe("Ada")
    },
  )

  it("pain 1: without one, the log says what is missing and where it was looked for", async () => {
    const { errors, logger } = log()
    const config = configured({ AUTH_SECRET: "" }, { logger })
    const answer = await new Visitor(routes(config)).send("/session")
    expect(answer.status).toBe(500)
    const { ref, ...body } = (await answer.json()) as { ref: string }
    expect(body).toEqual({ message: expect.stringContaining("server configuration") })
    const [error] = errors
    expect(error!.message).toMatch(/^Please define a `secret`/)
    expect(error!.ref).toBe(ref)
    const { looked } = error!.cause as { looked: { name: string; state: string }[] }
    expect(looked).toContainEqual({ name: "AUTH_SECRET", state: "empty" })
    expect(looked).toContainEqual({ name: "NEXTAUTH_SECRET", state: "absent" })
  })

  it("pain 1: in development the browser shows it too", async () => {
    const { logger } = log()
    const secret = (): string => {
      throw new Error("the vault is sealed")
    }
    const config = configured({ NODE_ENV: "development" }, { logger, secret })
    const page = await (await new Visitor(routes(config)).send("/signin")).text()
    expect(page).toContain("the vault is sealed")
    const inProduction = { ...config, env: { NODE_ENV: "production" } }
    const plain = await (await new Visitor(routes(inProduction)).send("/signin")).text()
    expect(plain).not.toContain("vault")
  })

  it("pain 2: one image for many: nothing is asked for until a request comes, each with its secret", async () => {
    vi.stubEnv("NEXT_PHASE", "phase-production-build")
    const env: Record<string, string | undefined> = { NODE_ENV: "production" }
    const answer = routes(configured({}, { env }))
    vi.unstubAllEnvs()
    const customers = [SECRET, OTHER].map((secret) => ({ secret, visitor: new Visitor(answer) }))
    for (const { secret, visitor } of customers) {
      env["AUTH_SECRET"] = secret
      await visitor.signIn()
      expect(await visitor.who()).toBe("Ada")
    }
    // The second customer's process does not know the first one's sessions.
    expect(await customers[0]!.visitor.who()).toBeUndefined()
  })

  it("pain 3: a cookie of another secret is nobody's, stays, and is no error: a line at first, then hardly any", async () => {
    const { errors, warnings, logger } = log()
    const env = { AUTH_SECRET: `old${SECRET.slice(3)}${door}` }
    const visitor = new Visitor(routes(configured(env)))
    await visitor.signIn()
    const kept = visitor.session().map(({ value }) => value)
    visitor.answer = routes(configured({ AUTH_SECRET: OTHER + door }, { logger }))
    for (let i = 0; i < 30; i++) expect(await visitor.who()).toBeUndefined()
    expect(errors).toEqual([])
    expect(warnings.length).toBeLessThanOrEqual(2)
    expect(visitor.session().map(({ value }) => value)).toEqual(kept)

    // The secret that was replaced is put back beside the new one, and they are in again.
    const both = { AUTH_SECRET: env.AUTH_SECRET, AUTH_SECRET_1: OTHER + door }
    visitor.answer = routes(configured(both))
    expect(await visitor.who()).toBe("Ada")
  })

  it.each([
    ["garbage", "eyJhbGciOiJkaXIifQ..AAAA.BBBB.CCCC"],
    ["no token", "%E0%A4%A"],
  ])("pain 3: %s in the cookie is no error either", async (_, value) => {
    const { errors, logger } = log()
    const visitor = new Visitor(routes(configured({ AUTH_SECRET: SECRET }, { logger })))
    const names = ["__Secure-authjs.session-token", "__Secure-next-auth.session-token"]
    const cookie = names.map((name) => `${name}=${value}`).join("; ")
    const answer = await visitor.send("/session", { headers: { cookie } })
    expect([answer.status, Object.keys((await answer.json()) ?? {})]).toEqual([200, []])
    expect(errors).toEqual([])
  })

  it("pain 10: AUTH_SECRET_1 beside AUTH_SECRET: sessions and open forms stay, and the new one seals", async () => {
    const visitor = new Visitor(routes(configured({ AUTH_SECRET: SECRET })))
    await visitor.signIn()
    const open = new Visitor(visitor.answer)
    const csrfToken = await open.csrfToken()
    const rotated = routes(configured({ AUTH_SECRET: SECRET, AUTH_SECRET_1: OTHER }))
    visitor.answer = rotated
    open.answer = rotated
    expect(await visitor.who()).toBe("Ada")
    await open.post("/callback/credentials", { csrfToken, name: "Grace", password: "right" })
    expect(await open.who()).toBe("Grace")
    const [cookie] = open.session()
    const claims = await decode({
      token: cookie!.value,
      secret: OTHER,
      salt: cookie!.name.includes("next-auth") ? cookie!.name : "__Secure-authjs.session-token",
    })
    expect(claims).toMatchObject({ name: "Grace" })
    // And once the old one is gone.
    visitor.answer = routes(configured({ AUTH_SECRET: OTHER }))
    expect(await visitor.who()).toBe("Ada")
  })
})

describe("pain 2: at build time", () => {
  it("pain 2: neither door asks for a secret when it is set up", () => {
    vi.stubEnv("NODE_ENV", "production")
    for (const name of ["AUTH_SECRET", "NEXTAUTH_SECRET"]) vi.stubEnv(name, undefined)
    expect(() => NextAuth5({ providers: [] })).not.toThrow()
    expect(() => NextAuth4({ providers: [] })).not.toThrow()
    vi.unstubAllEnvs()
  })
})
