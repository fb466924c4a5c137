import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import OIDC from "../../src/providers/oidc.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import {
  type Answer,
  credentials,
  doors,
  locationOf,
  log,
  OTHER,
  SECRET,
  Visitor,
} from "./visitor.ts"

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

describe.each(doors)("pain 24: error=Configuration, through %s", (_, routes) => {
  const broken = (more: Partial<AuthConfig>, mode = "production") =>
    base({ providers: [provider({ clientId: undefined }), credentials], ...more }, mode)

  it("pain 24: in production nothing is told but a reference, which the log has", async () => {
    const { errors, logger } = log()
    const visitor = new Visitor(routes(broken({ logger })))
    const to = locationOf(await visitor.post("/signin/local"))
    const { error, ref } = Object.fromEntries(to.searchParams)
    expect([error, ref]).toEqual(["Configuration", expect.stringMatching(/^[\w-]{8}$/)])
    expect(errors[0]!.ref).toBe(ref)
    expect(errors[0]!.message).toContain("AUTH_LOCAL_ID")
    const shown = await (await visitor.send(to.href)).text()
    expect(shown).toContain(ref)
    expect(shown).not.toContain("AUTH_LOCAL_ID")
    // Another time, another reference.
    const next = locationOf(await visitor.post("/signin/local"))
    expect(next.searchParams.get("ref")).not.toBe(ref)
  })

  it("pain 24: the application's own error page is given it too", async () => {
    const visitor = new Visitor(routes(broken({ pages: { error: "/oh" } })))
    const to = locationOf(await visitor.post("/signin/local"))
    expect(to.pathname).toBe("/oh")
    expect(to.searchParams.get("ref")).toMatch(/^[\w-]{8}$/)
  })

  it("pain 24: in development the page says what happened and how to mend it", async () => {
    const visitor = new Visitor(routes(broken({}, "development")))
    const to = locationOf(await visitor.post("/signin/local"))
    const shown = await (await visitor.send(to.href)).text()
    expect(shown).toContain("AUTH_LOCAL_ID")
  })

  it("pain 24: what a made-up URL calls a reference is shown nowhere", async () => {
    const visitor = new Visitor(routes(base()))
    const page = await visitor.send("/error?error=Configuration&ref=<b>call+0900</b>")
    expect(await page.text()).not.toContain("0900")
  })
})

it("pain 24: the console has the reference on a line of its own", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {})
  const [, routes] = doors[0]!
  const visitor = new Visitor(
    routes(base({ providers: [provider({ clientId: undefined })], logger: {} })),
  )
  const to = locationOf(await visitor.post("/signin/local"))
  const lines = (said.mock.calls[0]![0] as string).split("\n")
  said.mockRestore()
  expect(lines[1]).toBe(`[auth][ref] ${to.searchParams.get("ref")}`)
})

describe.each(doors)(
  "pain 21: a preview signs in through a stable deployment, through %s",
  (_, routes) => {
    const AUTH_REDIRECT_PROXY_URL = "https://stable.example/api/auth"
    const formPost = { scope: "openid profile email", response_mode: "form_post" }

    function deployments(more: Partial<AuthConfig>, secrets = [SECRET, SECRET]) {
      const env = { NODE_ENV: "production", AUTH_REDIRECT_PROXY_URL }
      const [preview, stable] = ["https://pr-7.preview.test", "https://stable.example"].map(
        (origin, at) => {
          const { errors, logger } = log()
          const secret = secrets[at]!
          const answer = routes(base({ env, logger, secret, ...more }))
          return { errors, visitor: new Visitor(answer, { origin }) }
        },
      )
      return { preview: preview!.visitor, stable: stable!.visitor, errors: stable!.errors }
    }

    it("pain 21: one OAuth client, whose only address is the stable one", async () => {
      const { preview, stable } = deployments({})
      const start = await preview.post("/signin/local", { callbackUrl: "/in" })
      expect(locationOf(start).searchParams.get("redirect_uri")).toBe(
        `${AUTH_REDIRECT_PROXY_URL}/callback/local`,
      )
      const { params } = await issuer.walk(locationOf(start).href)
      const forwarded = await stable.send(`/callback/local?${params}`)
      expect(locationOf(forwarded).origin).toBe(preview.origin)
      const back = await preview.send(locationOf(forwarded).href)
      expect(locationOf(back).href).toBe(`${preview.origin}/in`)
      expect(await preview.who()).toBe("Name of ada")
      expect(stable.session()).toEqual([])
    })

    it("pain 21: answers that come as a form, as Apple's do, go on as a form: nothing gets into a URL", async () => {
      const { preview, stable } = deployments({
        providers: [provider({ authorization: { params: formPost }, checks: ["state", "nonce"] })],
      })
      const start = await preview.post("/signin/local", { callbackUrl: "/in" })
      const { method, params } = await issuer.walk(locationOf(start).href)
      expect(method).toBe("POST")
      const form = (body: URLSearchParams): RequestInit => ({
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "cross-site",
          origin: "null",
        },
        body: body.toString(),
      })
      const forwarded = await stable.send("/callback/local", form(params))
      // A browser repeats method and body (RFC 9110 §15.4.8).
      expect(forwarded.status).toBe(307)
      expect(locationOf(forwarded).href).toBe(`${preview.origin}/api/auth/callback/local`)
      const back = await preview.send(locationOf(forwarded).href, form(params))
      expect(locationOf(back).href).toBe(`${preview.origin}/in`)
      expect(await preview.who()).toBe("Name of ada")
    })

    it("pain 21: with two secrets the log of the stable one says that it has to be one", async () => {
      const { preview, stable, errors } = deployments({}, [SECRET, OTHER])
      const start = await preview.post("/signin/local")
      const { params } = await issuer.walk(locationOf(start).href)
      const answer = await stable.send(`/callback/local?${params}`)
      expect(locationOf(answer).origin).toBe("https://stable.example")
      expect(errors[0]!.message).toMatch(/AUTH_REDIRECT_PROXY_URL names need the same AUTH_SECRET/)
    })

    it("pain 21: the stable one, where the same variable is set, signs in as ever", async () => {
      const { stable } = deployments({})
      const params = await atProvider(stable)
      await stable.send(`/callback/local?${params}`)
      expect(await stable.who()).toBe("Name of ada")
    })

    it("pain 21: nobody is sent where a made-up state says", async () => {
      const { stable } = deployments({})
      const { preview } = deployments({}, [OTHER, SECRET])
      const state = locationOf(await preview.post("/signin/local")).searchParams.get("state")!
      for (const made of [state, `${state}x`, "https://evil.example", "a..b"]) {
        const answer = await stable.send(
          `/callback/local?${new URLSearchParams({ state: made, code: "c" })}`,
        )
        expect(locationOf(answer).origin).toBe("https://stable.example")
      }
    })
  },
)
