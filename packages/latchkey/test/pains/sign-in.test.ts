import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import OIDC from "../../src/providers/oidc.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Answer, doors, locationOf, log, OTHER, SECRET, Visitor } from "./visitor.ts"

let issuer: Issuer
beforeAll(async () => {
  const hosts = ["https://app.example", "https://stable.example"]
  const redirect_uris = hosts.map((host) => `${host}/api/auth/callback/local`)
  issuer = await startIssuer({
    client: { client_id: "app", client_secret: "app-secret", redirect_uris },
  })
})
afterAll(() => issuer.close())
afterEach(() => void vi.useRealTimers())

function provider(more: object = {}): ReturnType<typeof OIDC> {
  const client = { clientId: "app", clientSecret: "app-secret" }
  return OIDC({ id: "local", name: "Local", issuer: issuer.url, ...client, ...more } as never)
}

const base = (more: Partial<AuthConfig> = {}, mode = "production"): Partial<AuthConfig> => ({
  providers: [provider()],
  secret: SECRET,
  trustHost: true,
  logger: log().logger,
  env: { NODE_ENV: mode },
  ...more,
})

/** Goes to the provider, and has what it answers. */
async function atProvider(visitor: Visitor): Promise<URLSearchParams> {
  const start = await visitor.post("/signin/local", { callbackUrl: "/in" })
  return (await issuer.walk(locationOf(start).href)).params
}

describe.each(doors)("pain 22: InvalidCheck says why, through %s", (_, routes) => {
  interface Case {
    /** What the log has to say. */
    readonly says: RegExp
    readonly come: (visitor: Visitor, logged: (secret?: string) => Answer) => Promise<Response>
  }
  const cases: readonly (readonly [string, Case])[] = [
    [
      "begun at another host",
      {
        says: /sent none of our cookies: the sign-in began at another host than https:\/\/app\.example/,
        async come(visitor, logged) {
          const began = new Visitor(visitor.answer, { origin: "https://www.app.example" })
          const config = base({ url: "https://app.example/api/auth" })
          began.answer = routes(config)
          const params = await atProvider(began)
          visitor.answer = logged()
          return visitor.send(`/callback/local?${params}`)
        },
      },
    ],
    [
      "opened twice",
      {
        says: /has others of our cookies, so it was used already/,
        async come(visitor, logged) {
          const params = await atProvider(visitor)
          await visitor.send(`/callback/local?${params}`)
          visitor.answer = logged()
          return visitor.send(`/callback/local?${params}`)
        },
      },
    ],
    [
      "another secret",
      {
        says: /sealed with a key that is not ours: another instance or deployment|key that is not ours\. It is sealed/,
        async come(visitor, logged) {
          const params = await atProvider(visitor)
          visitor.answer = logged(OTHER)
          return visitor.send(`/callback/local?${params}`)
        },
      },
    ],
    [
      "too late",
      {
        says: /cookie is expired\. It is older than 15 minutes/,
        async come(visitor, logged) {
          const params = await atProvider(visitor)
          visitor.answer = logged()
          vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 16 * 60_000 })
          return visitor.send(`/callback/local?${params}`)
        },
      },
    ],
    [
      "begun over http, as a proxy said",
      {
        says: /There is (authjs|next-auth)\.\S+, but __Secure-\S+ was looked for, .*X-Forwarded-Proto/,
        async come(visitor, logged) {
          visitor.headers = { "x-forwarded-proto": "http" }
          visitor.origin = "http://app.example"
          const start = await visitor.post("/signin/local")
          const asked = locationOf(start)
          asked.searchParams.set("redirect_uri", "https://app.example/api/auth/callback/local")
          const { params } = await issuer.walk(asked.href)
          visitor.headers = {}
          visitor.origin = "https://app.example"
          visitor.answer = logged()
          return visitor.send(`/callback/local?${params}`)
        },
      },
    ],
  ]

  it.each(cases)(
    "pain 22: %s: in the log; a reference and a way to try again for the person",
    async (__, { says, come }) => {
      const { errors, logger } = log()
      const visitor = new Visitor(routes(base()))
      const answer = await come(visitor, (secret = SECRET) => routes(base({ logger, secret })))
      const to = locationOf(answer)
      vi.useRealTimers()
      expect(to.searchParams.get("error")).toBe("Configuration")
      const error = errors.find(({ name }) => name === "InvalidCheck")!
      expect(error.message).toMatch(says)
      expect(to.searchParams.get("ref")).toBe(error.ref)

      const page = await visitor.send(to.href)
      const shown = await page.text()
      expect(shown).toContain(`<code>${error.ref}</code>`)
      expect(shown).not.toMatch(/pkce|state cookie|InvalidCheck/)
      const [, again] = /href="([^"]*\/signin)"/.exec(shown)!
      expect((await visitor.send(again!)).status).toBe(200)
      const params = await atProvider(visitor)
      expect(locationOf(await visitor.send(`/callback/local?${params}`)).href).toBe(
        "https://app.example/in",
      )
      expect(await visitor.who()).toBe("Name of ada")
    },
  )

  it("pain 22: in development the page says it too", async () => {
    const visitor = new Visitor(routes(base({}, "development")))
    const params = await atProvider(visitor)
    visitor.cookies = []
    const answer = await visitor.send(`/callback/local?${params}`)
    const shown = await (await visitor.send(locationOf(answer).href)).text()
    expect(shown).toContain("InvalidCheck")
    expect(shown).toContain("The browser sent none of our cookies")
  })
})
