/** Signing out at the provider from Next.js 16, by a server action and by the client, in Chromium. */
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { freePort, type RunningNext } from "../../../../tools/demo.mjs"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { startBrowser } from "./support/browser.ts"
import { buildSessionApp, startSessionApp } from "./support/session-app.ts"

let chromium: Browser
let issuer: Issuer
let app: RunningNext
let context: BrowserContext
let page: Page

beforeAll(async () => {
  chromium = await startBrowser()
  await buildSessionApp()
  const port = await freePort(3750)
  const base = `http://localhost:${port}/api/auth`
  issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: "app-secret",
      redirect_uris: [`${base}/callback/local`],
      post_logout_redirect_uris: [`${base}/signout/callback`],
    },
  })
  app = await startSessionApp("jwt", { port, issuer: issuer.url })
})
afterAll(async () => {
  await app?.stop("SIGKILL")
  await issuer?.close()
  await chromium?.close()
})
beforeEach(async () => {
  context = await chromium.newContext()
  page = await context.newPage()
})
afterEach(() => context?.close())

it.each(["leaveProvider", "client sign-out at the provider"])(
  "%s: out here, then there, and back, with the ID token as a hint",
  async (button) => {
    await page.goto(`${app.url}/api/auth/signin?callbackUrl=/`)
    await page.getByRole("button", { name: /Local/ }).click()
    await page
      .getByTestId("client")
      .getByText(/^Name of ada/)
      .waitFor()
    const ends = (): number => issuer.requests.get("/session/end") ?? 0
    const before = ends()
    const asked = page.waitForRequest((request) => request.url().includes("/session/end?"))
    await page.getByRole("button", { name: button, exact: true }).click()
    const { searchParams } = new URL((await asked).url())
    expect(searchParams.get("id_token_hint")).toMatch(/^eyJ/)
    await page.getByRole("button", { name: /^Yes/ }).click()
    await page.waitForURL(`${app.url}/other`)
    await page.getByTestId("client").getByText("unauthenticated").waitFor()
    expect(await page.getByTestId("server").textContent()).toBe("nobody")
    // By the browser alone: no server of ours followed in its place.
    expect(ends() - before).toBe(1)
    expect((await context.cookies()).filter(({ name }) => /logout|_session/.test(name))).toEqual([])
  },
)
