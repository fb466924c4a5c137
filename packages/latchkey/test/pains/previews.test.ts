import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import OIDC from "../../src/providers/oidc.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { doors, locationOf, log, OTHER, SECRET, Visitor } from "./visitor.ts"

let issuer: Issuer
beforeAll(async () => {
  const hosts = ["https://app.example", "https://stable.example"]
  const redirect_uris = hosts.map((host) => `${host}/api/auth/callback/local`)
  issuer = await startIssuer({
    client: { client_id: "app", client_secret: "app-secret", redirect_uris },
  })
})
afterAll(() => issuer.close())

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
