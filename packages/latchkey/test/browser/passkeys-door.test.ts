/**
 * Passkeys as an application of Auth.js 5 has them, through the packed doors: what it calls, and what comes of it.
 */
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import Passkey from "../../src/providers/passkey.ts"
import { packDoors } from "../doors/tools.ts"
import { startBrowser } from "./support/browser.ts"
import { Device, signIn, who } from "./support/device.ts"
import { type PasskeySite, startPasskeySite } from "./support/passkey-site.ts"

const email = "ada@example.com"

describe.each(["@simplewebauthn/browser", "simplewebauthn-browser-9"])(
  "passkeys through the door of Auth.js 5, with %s",
  (browserPackage) => {
    let browser: Browser
    let site: PasskeySite
    let context: BrowserContext
    let page: Page
    const removed = new Set<string>()
    let adapter: ReturnType<typeof MemoryAdapter>

    beforeAll(async () => {
      await packDoors()
      browser = await startBrowser()
    }, 240_000)
    afterAll(() => browser.close())

    beforeEach(async () => {
      removed.clear()
      const memory = MemoryAdapter()
      adapter = {
        ...memory,
        getAuthenticator: async (id) => (removed.has(id) ? null : memory.getAuthenticator(id)),
      }
      const config: AuthConfig = {
        providers: [Passkey()],
        adapter,
        session: { strategy: "jwt" },
        experimental: { enableWebAuthn: true },
        secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
        trustHost: true,
        logger: { error: () => {}, warn: () => {} },
      }
      site = await startPasskeySite(config, { browserPackage, door: "v5" })
      context = await browser.newContext()
      page = await context.newPage()
      await page.goto(`${site.url}/`)
    }, 60_000)
    afterEach(async () => {
      await context.close()
      await site.close()
    })

    it("an address that nobody has is registered, one that somebody has signs in", async () => {
      const device = await Device.attach(page)
      expect(await signIn(page, { email, redirect: false })).toMatchObject({ ok: true })
      expect(await who(page)).toBe(email)
      expect(await device.credentials()).toHaveLength(1)
      await context.clearCookies()
      expect(await signIn(page, { email, redirect: false })).toMatchObject({ ok: true })
      expect(await who(page)).toBe(email)
      expect(await device.credentials()).toHaveLength(1)
      await context.clearCookies()
      expect(await signIn(page, { redirect: false })).toMatchObject({ ok: true })
      expect(await who(page)).toBe(email)
    }, 60_000)

    it("the built-in page registers, and signs in by autofill", async () => {
      await Device.attach(page)
      const page1 = `${site.url}/auth/signin?callbackUrl=${encodeURIComponent("/")}`
      await page.goto(page1)
      await page.getByLabel("Email").fill(email)
      await page.getByRole("button", { name: "Create a passkey" }).click()
      await page.waitForURL(`${site.url}/`)
      await context.clearCookies()
      await page.goto(page1)
      await page.waitForURL(`${site.url}/`)
      expect(await who(page)).toBe(email)
    }, 60_000)

    it("a second device is added while signed in, and one that was removed lets nobody in", async () => {
      const laptop = await Device.attach(page)
      await signIn(page, { email, redirect: false })
      await laptop.remove()
      const phone = await Device.attach(page)
      expect(await signIn(page, { action: "register", redirect: false })).toMatchObject({
        ok: true,
      })
      const user = await adapter.getUserByEmail(email)
      const held = await adapter.listAuthenticatorsByUserId(user!.id)
      expect(held).toHaveLength(2)
      await context.clearCookies()
      expect(await signIn(page, { redirect: false })).toMatchObject({ ok: true })
      expect(await who(page)).toBe(email)

      await context.clearCookies()
      removed.add(held[1]!.credentialID)
      const refused = await signIn(page, { redirect: false })
      expect(refused).toMatchObject({ error: expect.any(String) as string })
      expect(await who(page)).toBeUndefined()
      expect(await phone.credentials()).toHaveLength(1)
    }, 60_000)
  },
)
