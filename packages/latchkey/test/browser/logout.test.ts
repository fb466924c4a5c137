/**
 * Signing out at the provider and by it, in Chromium: two applications and a certified provider, each a site of its own,
 * so that cookies go where browsers let them.
 */
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Site, startSite } from "../support/logout-site.ts"
import { startBrowser } from "./support/browser.ts"

/** What a provider with frames needs to know of a session of its own. */
interface OpContext {
  body: string
  oidc: { session: { authorizations?: object; sidFor(client: string): string } }
}

let chromium: Browser
let issuer: Issuer
let here: Site
let there: Site
let context: BrowserContext
let page: Page
/** The frames of the sign-out that is confirmed next. */
let frames: string[] = []
/** Whether the provider tells applications from server to server. */
let backChannel: boolean

/** An address of a site of its own, which browsers look up by themselves. */
const named = (site: Site): string => {
  const { port } = new URL(site.app.url)
  return `http://${site === here ? "here" : "there"}.localhost:${port}`
}

/** What the provider shows once somebody has signed out there. */
const framesOf = (context: OpContext): string[] =>
  Object.keys(context.oidc.session.authorizations ?? {}).map((client) => {
    const query = new URLSearchParams({ iss: issuer.url, sid: context.oidc.session.sidFor(client) })
    return `${named(client === "here" ? here : there)}/auth/frontchannel-logout/local?${query}`
  })

const features = {
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: (op: OpContext, form: string) => {
      frames = framesOf(op)
      op.body = `<!doctype html><title>Sign out?</title>${form}
        <button form="op.logoutForm" name="logout" value="yes">Sign me out everywhere</button>`
    },
    postLogoutSuccessSource: (op: OpContext) => {
      const shown = frames.map((src) => `<iframe src="${src.replaceAll("&", "&amp;")}"></iframe>`)
      op.body = `<!doctype html><title>Signed out</title><h1>Signed out</h1>${shown.join("")}`
    },
  },
}

async function start(): Promise<void> {
  const provider = { frontChannelLogout: true, endSession: { idTokenHint: "cookie" } }
  const options = { issuer: () => issuer.url, provider }
  here = await startSite({ ...options, client: "here" })
  there = await startSite({ ...options, client: "there" })
  const [client, other] = [here, there].map((site, n) => ({
    client_id: n === 0 ? "here" : "there",
    client_secret: "app-secret",
    redirect_uris: [`${named(site)}/auth/callback/local`],
    post_logout_redirect_uris: [`${named(site)}/auth/signout/callback`],
    backchannel_logout_session_required: true,
    // By number: it is the browser that knows the names.
    backchannel_logout_uri: backChannel
      ? `${site.app.url}/auth/backchannel-logout/local`
      : "http://127.0.0.1:1/nowhere",
  }))
  issuer = await startIssuer({
    client: client!,
    others: [other!],
    features: { ...features, backchannelLogout: { enabled: true } },
  })
}

async function stop(): Promise<void> {
  for (const site of [here, there]) await site.app.close()
  await issuer.close()
}

async function signIn(site: Site): Promise<void> {
  await page.goto(`${named(site)}/auth/signin?callbackUrl=/`)
  await page.getByRole("button", { name: /Local/ }).click()
  await page.waitForURL(`${named(site)}/`)
  expect(await who(site)).toBe("Name of ada")
}

async function who(site: Site): Promise<string | null> {
  await page.goto(`${named(site)}/`)
  return page.getByTestId("who").textContent()
}

beforeAll(async () => {
  chromium = await startBrowser()
})
afterAll(() => chromium?.close())
beforeEach(async () => {
  context = await chromium.newContext()
  page = await context.newPage()
})
afterEach(() => context?.close())

describe("two applications and a provider", () => {
  beforeAll(async () => {
    backChannel = true
    await start()
  })
  afterAll(stop)

  it("sign-out at one goes by the provider, which asks, and back; the other is out too", async () => {
    await signIn(here)
    await signIn(there)
    const atProvider: string[] = []
    page.on("request", (request) => {
      if (request.url().startsWith(issuer.url)) atProvider.push(request.url())
    })
    await page.goto(`${named(here)}/auth/signout?provider=true&callbackUrl=/?bye`)
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("button", { name: "Sign me out everywhere" }).waitFor()
    // Ours has ended by now, whether the provider's does or not.
    const tab = await context.newPage()
    await tab.goto(`${named(here)}/`)
    expect(await tab.getByTestId("who").textContent()).toBe("nobody")
    await tab.close()
    await page.getByRole("button", { name: "Sign me out everywhere" }).click()
    await page.waitForURL(`${named(here)}/?bye`)
    const { searchParams } = new URL(atProvider[0]!)
    expect([...searchParams.keys()].toSorted()).toEqual([
      "client_id",
      "id_token_hint",
      "post_logout_redirect_uri",
      "state",
    ])
    expect(await who(there)).toBe("nobody")
    expect(there.app.log).toContain("POST /auth/backchannel-logout/local 200")
    const left = (await context.cookies()).filter(({ domain }) => domain !== "there.localhost")
    expect(left.filter(({ name }) => /logout|_session/.test(name))).toEqual([])
    expect([...here.errors, ...there.errors]).toEqual([])
  })

  it("the ID token is sent to our sign-out alone, and no script is told of it", async () => {
    await signIn(here)
    // What the browser sends of each is told after the page is there.
    const requests: Promise<string[]>[] = []
    page.on("request", (request) => {
      const told = request.allHeaders().then(({ cookie = "" }) => {
        return cookie.includes("logout-hint") ? [new URL(request.url()).pathname] : []
      })
      requests.push(told)
    })
    const sent = async (): Promise<string[]> => (await Promise.all(requests)).flat()
    for (const path of ["/", "/auth/session", "/auth/csrf", "/auth/signin"]) {
      await page.goto(`${named(here)}${path}`)
    }
    expect(await sent()).toEqual([])
    await page.goto(`${named(here)}/auth/signout?provider=true`)
    expect(await sent()).toEqual(["/auth/signout"])
    await page.goto(`${named(here)}/`)
    const answer = await page.evaluate(async () => {
      const { csrfToken } = (await (await fetch("/auth/csrf")).json()) as { csrfToken: string }
      const response = await fetch("/auth/signout", {
        method: "POST",
        headers: { "x-auth-return-redirect": "1" },
        body: new URLSearchParams({ csrfToken, provider: "true", callbackUrl: "/?bye" }),
      })
      return [await response.text(), document.cookie] as const
    })
    expect(JSON.parse(answer[0])).toEqual({
      url: `${named(here)}/auth/signout/provider`,
      provider: "pending",
    })
    expect(answer.join()).not.toContain("eyJ")
  })
})

describe("a provider that shows frames", () => {
  beforeAll(async () => {
    backChannel = false
    await start()
  })
  afterAll(stop)

  it("ends both sessions from its own page, where our cookies don't come along", async () => {
    await signIn(here)
    await signIn(there)
    const violations: string[] = []
    page.on("console", (message) => void violations.push(message.text()))
    await page.goto(`${issuer.url}/session/end`)
    await page.getByRole("button", { name: "Sign me out everywhere" }).click()
    await page.getByRole("heading", { name: "Signed out" }).waitFor()
    await page.waitForLoadState("networkidle")
    for (const site of [here, there]) {
      expect(site.app.log).toContain("GET /auth/frontchannel-logout/local 200")
      expect(await who(site)).toBe("nobody")
    }
    expect(violations.filter((text) => /frame|policy/i.test(text))).toEqual([])
  })

  it("nobody else may frame it", async () => {
    await signIn(here)
    const { providerSession } = here.records.added.at(-1)!
    const query = new URLSearchParams({ iss: issuer.url, sid: providerSession! })
    const src = `${named(here)}/auth/frontchannel-logout/local?${query}`
    await page.goto(`${named(there)}/`)
    const violations: string[] = []
    page.on("console", (message) => void violations.push(message.text()))
    await page.evaluate((url) => {
      const frame = document.createElement("iframe")
      frame.src = url
      document.body.append(frame)
    }, src)
    await expect.poll(() => violations.join(), { timeout: 10_000 }).toContain("frame-ancestors")
  })
})
