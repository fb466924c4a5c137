/**
 * What was begun with the one and is finished with the other, while an application is exchanged: a sign-in that is at
 * the identity provider, and a link that was mailed.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { Auth } from "../../src/doors/core/index.ts"
import NextAuth4 from "../../src/doors/v4/index.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { installPublished } from "./tools.ts"
import { type Answer, pagesAnswer, WireClient } from "./wire-client.ts"

const published = await installPublished()
const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const quiet = { error: () => {}, warn: () => {}, debug: () => {} }
const their = await load()

async function load() {
  if (!published) return undefined
  const require4 = createRequire(join(published.v4, "package.json"))
  const core = join(published.v5, "node_modules/@auth/core/index.js")
  const { Auth: auth } = (await import(pathToFileURL(core).href)) as {
    Auth: (request: Request, config: object) => Promise<Response>
  }
  const { default: nextAuth4 } = require4("next-auth") as {
    default: (options: object) => (...args: unknown[]) => unknown
  }
  return { Auth: auth, NextAuth4: nextAuth4 }
}

let issuer: Issuer
/** The links that were mailed, by whichever of the two. */
let mailed: string[]
let adapter: ReturnType<typeof MemoryAdapter>

beforeAll(async () => {
  issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: "the secret of the client at the issuer",
      redirect_uris: [
        "https://app.example/auth/callback/local",
        "https://app.example/api/auth/callback/local",
      ],
    },
  })
})
afterAll(() => issuer.close())
beforeEach(() => {
  mailed = []
  adapter = MemoryAdapter()
  vi.stubEnv("NEXTAUTH_URL", "https://app.example")
  vi.stubEnv("AUTH_SECRET", undefined)
  vi.stubEnv("NEXTAUTH_SECRET", undefined)
  return () => vi.unstubAllEnvs()
})

const client = { clientId: "app", clientSecret: "the secret of the client at the issuer" }
const email = {
  id: "email",
  type: "email",
  name: "Email",
  server: "",
  from: "app@app.example",
  maxAge: 86_400,
  sendVerificationRequest: ({ url }: { url: string }) => void mailed.push(url),
  options: {},
}

function config5() {
  const local = { id: "local", name: "Local", type: "oidc", issuer: issuer.url, ...client }
  return {
    secret,
    adapter,
    trustHost: true,
    basePath: "/auth",
    logger: quiet,
    providers: [{ ...local, checks: ["pkce", "state", "nonce"] }, email],
  }
}

function config4(): object {
  const local = {
    id: "local",
    name: "Local",
    type: "oauth",
    wellKnown: `${issuer.url}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    ...client,
    profile: ({ sub, name, email: address }: Record<string, string>) => ({
      id: sub,
      name,
      email: address,
    }),
  }
  return { secret, adapter, logger: quiet, providers: [local, email] }
}

const ours5: Answer = (request) => Auth(request, config5() as unknown as Parameters<typeof Auth>[1])
const theirs5: Answer = (request) => their!.Auth(request, config5())
const ours4: Answer = (request) => pagesAnswer(NextAuth4(config4() as never) as never)(request)
const theirs4: Answer = (request) => pagesAnswer(their!.NextAuth4(config4()) as never)(request)

async function begin(browser: WireClient, path: string, fields: object = {}): Promise<URL> {
  const body = new URLSearchParams({ csrfToken: await browser.csrfToken(), ...fields })
  const answer = await browser.send(path, { method: "POST", body })
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get("location")!)
}

/** Opens a mailed link; ours asks for a button where it was mailed by the other. */
async function open(browser: WireClient, link: string): Promise<Response> {
  const page = await browser.send(link.slice(browser.base.length))
  if (page.status !== 200) return page
  const html = await page.text()
  const field = (name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!.replaceAll("&#x2F;", "/")
  const names = ["csrfToken", "token", "email"] as const
  const body = new URLSearchParams(names.map((name) => [name, field(name)]))
  return browser.send("/callback/email", { method: "POST", body })
}

const pairs: [string, Answer, Answer, string][] = [
  ["from @auth/core to ours", theirs5, ours5, "/auth"],
  ["from ours to @auth/core", ours5, theirs5, "/auth"],
  ["from next-auth 4 to ours", theirs4, ours4, "/api/auth"],
  ["from ours to next-auth 4", ours4, theirs4, "/api/auth"],
]

describe.skipIf(!their).each(pairs)("an exchange %s, halfway through", (_, before, after, path) => {
  const base = `https://app.example${path}`

  it("a sign-in that is at the identity provider ends well", async () => {
    const browser = new WireClient(before, base)
    const there = await begin(browser, "/signin/local")
    expect(there.origin).toBe(issuer.url)
    const { params } = await issuer.walk(there.href)
    browser.answer = after
    const back = await browser.send(`/callback/local?${params}`)
    expect(back.headers.get("location")).not.toContain("error")
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("a link that was mailed still signs in, once", async () => {
    const browser = new WireClient(before, base)
    await begin(browser, "/signin/email", { email: "ada@example.com" })
    browser.answer = after
    expect((await open(browser, mailed[0]!)).status).toBe(302)
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    const other = new WireClient(after, base)
    await open(other, mailed[0]!)
    expect(other.sessionCookies()).toEqual([])
  })
})
