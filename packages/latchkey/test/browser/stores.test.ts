/** The demo on PostgreSQL and on Redis: one variable says where, and nothing else changes. */
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Browser } from "playwright-core"
import { PrivateServer } from "../support/private-server.ts"
import { signInAsAda, signInWithPassword, startBrowser, whoIsIn } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

describe.each([
  ["postgres", "jwt"],
  ["postgres", "database"],
  ["redis", "jwt"],
  ["redis", "database"],
] as const)("the demo on %s, sessions kept as %s", (kind, strategy) => {
  let server: PrivateServer
  let app: DemoApp
  beforeAll(async () => {
    server = await new PrivateServer(kind).start()
    const AUTH_SECRET = randomBytes(32).toString("base64")
    const env = { AUTH_SECRET, DEMO_SESSION: strategy, DEMO_DATABASE: server.url }
    app = await startDemo({ mode: "start", env })
  })
  afterAll(async () => {
    await app?.stop()
    await server?.remove()
  })

  it("signs in, lists two devices, ends one from the other, and survives a crash", async () => {
    const [laptop, phone] = await Promise.all([browser.newContext(), browser.newContext()])
    const [here, there] = [await laptop.newPage(), await phone.newPage()]
    await signInAsAda(here, app.url)
    await signInAsAda(there, app.url)
    await app.crashAndRestart()
    expect(await whoIsIn(here, app.url)).toBe("Ada Lovelace")
    await here.goto(`${app.url}/devices`)
    expect(await here.locator(".devices h2").count()).toBe(2)
    await here.getByRole("button", { name: /others/i }).click()
    await here.locator(".devices h2").nth(1).waitFor({ state: "detached" })
    expect(await whoIsIn(there, app.url)).toBe("Signed out")
    expect(await whoIsIn(here, app.url)).toBe("Ada Lovelace")
    await laptop.close()
    await phone.close()
  })

  it("signs in with the password", async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(app.url)
    await signInWithPassword(page, "demo-password")
    await page.getByText("Signed in as Demo User").waitFor()
    expect(await whoIsIn(page, app.url)).toBe("Demo User")
    await context.close()
  })
})
