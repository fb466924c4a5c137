/** How often a provider is asked for one sign-in: what it publishes once, then its token endpoint alone. */
import { afterEach, beforeEach, expect, it } from "vitest"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"

const logger = { error() {}, warn() {}, debug() {}, info() {} }

let issuer: Issuer
let seen = new Map<string, number>()

beforeEach(async () => {
  seen = new Map()
  const redirect_uris = ["auth", "api/auth"].map(
    (base) => `https://app.example/${base}/callback/local`,
  )
  issuer = await startIssuer({ client: { client_id: "app", client_secret: "s", redirect_uris } })
})
afterEach(() => issuer.close())

/** Requests of the application, by path; what the browser asks for there is not counted. */
async function tripsOf(browser: Browser): Promise<Record<string, number>> {
  const start = await browser.post("/signin/local", { callbackUrl: "/in" })
  const before = new Map(issuer.requests)
  const { params } = await issuer.walk(locationOf(start).href)
  const walked = new Map(issuer.requests)
  expect(locationOf(await browser.get(`/callback/local?${params}`)).pathname).toBe("/in")
  const trips: Record<string, number> = {}
  for (const [path, count] of issuer.requests) {
    const ofBrowser = (walked.get(path) ?? 0) - (before.get(path) ?? 0)
    const own = count - ofBrowser - (seen.get(path) ?? 0)
    if (own > 0) trips[path] = own
  }
  seen = new Map(issuer.requests)
  return trips
}

it.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("%s: a first sign-in asks three times, each one after it once", async (_, door) => {
  const local = OIDC({ id: "local", issuer: issuer.url, clientId: "app", clientSecret: "s" })
  const config = { providers: [local], logger }
  const first = await tripsOf(new Browser(config, { door }))
  expect(first).toEqual({ "/.well-known/openid-configuration": 1, "/jwks": 1, "/token": 1 })
  for (let n = 0; n < 3; n++) {
    expect(await tripsOf(new Browser(config, { door }))).toEqual({ "/token": 1 })
  }
})
