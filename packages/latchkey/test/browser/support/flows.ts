import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { sessionCookie, signInAsAda, signInWithPassword, startBrowser, whoIsIn } from "./browser.ts"
import { type DemoApp, type DemoOptions, startDemo } from "./demo-app.ts"

const SECONDS = 1000

/** What a person can do in the demo, whichever way Next.js runs it. */
export function describeFlows(name: string, options: DemoOptions): void {
  describe(name, () => {
    let app: DemoApp
    let browser: Browser
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      const env = { DEMO_UPDATE_AGE: "1", ...options.env }
      ;[app, browser] = await Promise.all([startDemo({ ...options, env }), startBrowser()])
    })
    afterAll(async () => {
      await browser?.close()
      await app?.stop()
    })
    beforeEach(async () => {
      context = await browser.newContext()
      page = await context.newPage()
    })
    afterEach(() => context.close())

    /** Asks for a link on the start page, and returns it. */
    async function askForLink(email: string): Promise<string> {
      await page.goto(`${app.url}/`)
      await page.getByLabel("Mail address").fill(email)
      await page.getByRole("button", { name: "Mail me a link" }).click()
      await page.waitForURL(/\/mail(\?|$)/)
      const mail = (await app.mails()).find(({ to }) => to === email)
      expect(mail?.subject).toMatch(/^Sign in to localhost:/)
      return mail!.link
    }

    it("signs in with OpenID Connect and out again", async () => {
      await signInAsAda(page, app.url)
      expect(await page.getByTestId("who").textContent()).toBe("Ada Lovelace")
      await page.getByRole("button", { name: "Sign out" }).click()
      await page.getByText("Signed out").waitFor()
      expect(await sessionCookie(context)).toBeUndefined()
      expect(await whoIsIn(page, app.url)).toBe("Signed out")
    })

    it("comes back with an error when the person says no", async () => {
      await page.goto(`${app.url}/`)
      await page.getByRole("button", { name: "Continue with Local ID" }).click()
      await page.getByRole("button", { name: "Cancel" }).click()
      await page.waitForURL(/error=/)
      expect(await sessionCookie(context)).toBeUndefined()
    })

    it("refuses a wrong password and takes the right one", async () => {
      await page.goto(`${app.url}/`)
      await signInWithPassword(page, "wrong")
      await page.getByText("That name and password don’t match.").waitFor()
      expect(await sessionCookie(context)).toBeUndefined()
      await signInWithPassword(page, "demo-password")
      await page.getByText("Signed in as Demo User").waitFor()
      expect(await whoIsIn(page, app.url)).toBe("Demo User")
    })

    it("shows what happened to the account, to whoever it belongs to", async () => {
      await page.goto(`${app.url}/`)
      await signInWithPassword(page, "demo-password")
      await page.getByText("Signed in as Demo User").waitFor()
      await page.goto(`${app.url}/protected`)
      const list = page.getByRole("region", { name: "Recent activity" }).getByRole("listitem")
      expect(await list.first().textContent()).toMatch(/ UTC: Sign-in \(credentials\)$/)
      const other = await browser.newContext()
      const others = await other.newPage()
      await signInAsAda(others, app.url)
      await others.goto(`${app.url}/protected`)
      const lines = await others.getByRole("listitem").allTextContents()
      expect(lines.filter((line) => line.includes("(local)")).length).toBeGreaterThan(0)
      expect(lines.join()).not.toContain("credentials")
      await other.close()
    })

    it("keeps the session cookie from scripts", async () => {
      await signInAsAda(page, app.url)
      const cookie = await sessionCookie(context)
      expect(cookie?.httpOnly).toBe(true)
      expect(cookie?.sameSite).toBe("Lax")
      expect(await page.evaluate("document.cookie")).not.toMatch(/session-token/)
    })

    it("signs in with a mailed link in the browser that asked for it, once", async () => {
      const link = await askForLink("grace@example.test")
      await page.goto(link)
      expect(await whoIsIn(page, app.url)).toBe("grace@example.test")
      // A page that is still asking for its session would be given the cookie anew.
      await page.goto("about:blank")
      await context.clearCookies()
      await page.goto(link)
      expect(await whoIsIn(page, app.url)).toBe("Signed out")
    })

    it("asks before a mailed link signs anyone in elsewhere", async () => {
      const link = await askForLink("mary@example.test")
      const elsewhere = await browser.newContext({ javaScriptEnabled: false })
      const other = await elsewhere.newPage()
      await other.goto(link)
      expect(await sessionCookie(elsewhere)).toBeUndefined()
      await other.getByRole("button").first().click()
      await other.waitForURL(`${app.url}/`)
      expect(await whoIsIn(other, app.url)).toBe("mary@example.test")
      expect(await whoIsIn(page, app.url)).toBe("Signed out")
      await elsewhere.close()
    })

    it.each(["/protected", "/protected-by-proxy"])(
      "sends a stranger at %s to sign in, and back",
      async (path) => {
        await page.goto(`${app.url}${path}`)
        expect(new URL(page.url()).pathname).toBe("/api/auth/signin")
        await page.getByRole("button", { name: /Local ID/ }).click()
        await page.getByRole("button", { name: /Ada Lovelace/ }).click()
        await page.waitForURL(`${app.url}${path}`)
        await page.getByRole("heading", { name: /^Guarded by/ }).waitFor()
      },
    )

    it("tells the browser about the session", async () => {
      await page.goto(`${app.url}/client`)
      const status = page.getByTestId("status")
      await status.filter({ hasText: /^unauthenticated$/ }).waitFor()
      await page.getByRole("button", { name: "Continue with Local ID" }).click()
      await page.getByRole("button", { name: /Ada Lovelace/ }).click()
      await page.waitForURL(`${app.url}/client`)
      await status.filter({ hasText: /^authenticated$/ }).waitFor()
      expect(await page.getByTestId("session").textContent()).toMatch(/"name": "Ada Lovelace"/)
      await page.getByRole("button", { name: "Sign out" }).click()
      await status.filter({ hasText: /^unauthenticated$/ }).waitFor()
      expect(await sessionCookie(context)).toBeUndefined()
    })

    it("keeps a session that is in use", async () => {
      await signInAsAda(page, app.url)
      const first = await sessionCookie(context)
      await page.waitForTimeout(2.2 * SECONDS)
      await page.goto(`${app.url}/protected`)
      const second = await sessionCookie(context)
      expect(second!.expires).toBeGreaterThan(first!.expires)
      expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    })

    it("keeps the session when the server is killed and started again", async () => {
      await signInAsAda(page, app.url)
      // An open page would be reloaded by the development server as soon as it is back, across our own visit.
      await page.goto("about:blank")
      await app.crashAndRestart()
      expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    })

    it("M18: the debug route and the health answer say the same before and after kill -9", async () => {
      const ask = async (path: string): Promise<Record<string, unknown>> =>
        (await (await page.request.get(`${app.url}${path}`)).json()) as Record<string, unknown>
      expect(await ask("/api/debug-auth")).toEqual({ hasSession: false, userId: null })
      await signInAsAda(page, app.url)
      await page.goto("about:blank")
      const before = await ask("/api/debug-auth")
      expect(before).toEqual({ hasSession: true, userId: expect.stringMatching(/./) })
      const health = await ask("/api/auth/health")
      await app.crashAndRestart()
      expect(await ask("/api/debug-auth")).toEqual(before)
      const after = await ask("/api/auth/health")
      expect(after).toEqual({
        ...health,
        instance: expect.not.stringContaining(String(health["instance"])),
      })
      expect(after).toMatchObject({ status: "ok" })
      expect((await page.request.head(`${app.url}/api/auth/health?live`)).status()).toBe(200)
      expect(after["development"]).toBe(options.mode === "dev" ? true : undefined)
      expect(app.output()).toMatch(new RegExp(`keys: ring=auth .*active=${String(after["key"])} `))
      expect(app.output()).toContain(`instance=${String(after["instance"])}`)
    })
  })
}
