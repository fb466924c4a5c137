/** What a browser and its authenticator refuse, or we do, with the virtual authenticator of Chromium. */
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { AuthError } from "../../src/errors.ts"
import Passkey from "../../src/providers/passkey.ts"
import { startBrowser } from "./support/browser.ts"
import { Device, signIn, who } from "./support/device.ts"
import { type PasskeySite, startPasskeySite } from "./support/passkey-site.ts"

const email = "ada@example.com"

describe("passkeys that are refused in Chromium", () => {
  let browser: Browser
  let site: PasskeySite
  let context: BrowserContext
  let page: Page
  let adapter: ReturnType<typeof MemoryAdapter>
  const reasons: string[] = []
  const config: AuthConfig = {
    providers: [],
    session: { strategy: "jwt" },
    secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
    trustHost: true,
    logger: {
      error: (error) => void reasons.push(String((error as AuthError).cause?.err?.message)),
      warn: () => {},
    },
  }

  beforeAll(async () => {
    browser = await startBrowser()
    site = await startPasskeySite(config)
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  beforeEach(async () => {
    reasons.length = 0
    adapter = MemoryAdapter()
    Object.assign(config, { adapter, providers: [Passkey()] })
    context = await browser.newContext()
    page = await context.newPage()
    await page.goto(`${site.url}/`)
  })
  afterEach(() => context.close())

  const register = (more: Record<string, string> = { email }): Promise<unknown> =>
    signIn(page, { action: "register", redirect: false, ...more })
  const nobody = async (): Promise<void> => {
    expect(await who(page)).toBeUndefined()
    expect(await adapter.getUserByEmail(email)).toBeNull()
  }

  it("WA-R7: an authenticator that can't verify anybody makes no passkey", async () => {
    await Device.attach(page, "usb", "verification")
    expect(await register()).toMatchObject({ thrown: expect.any(String) as string })
    await nobody()
  })

  it("WA-R7: one that is let make it without, since the options were changed on the way, is refused by us", async () => {
    await page.route("**/webauthn-options/**", async (route) => {
      const response = await route.fetch()
      const body = (await response.text())
        .replaceAll('"required"', '"discouraged"')
        .replace('"requireResidentKey":true', '"requireResidentKey":false')
      await route.fulfill({ response, body })
    })
    await Device.attach(page, "usb", "verification")
    const refused = await register()
    expect(refused).toMatchObject({ error: "WebAuthnVerificationError" })
    expect(reasons).toEqual([expect.stringContaining("user could not be verified")])
    await nobody()
  })

  it("an authenticator that keeps no passkeys makes none", async () => {
    await Device.attach(page, "usb", "residence")
    expect(await register()).toMatchObject({ thrown: expect.any(String) as string })
    await nobody()
  })

  it("a second registration of one device is refused by the device itself", async () => {
    const device = await Device.attach(page)
    await register()
    expect(await register({})).toEqual({ thrown: "InvalidStateError" })
    expect(await device.credentials()).toHaveLength(1)
    expect(await who(page)).toBe(email)
  })

  it("WA-R3, WA-R5: a relying party that is not ours is refused by the browser", async () => {
    Object.assign(config, {
      providers: [Passkey({ relayingParty: { id: "evil.example", name: "x", origin: site.url } })],
    })
    await Device.attach(page)
    expect(await register()).toEqual({ thrown: "SecurityError" })
    await nobody()
  })

  it("whoever waits too long is told so, and nothing is left", async () => {
    Object.assign(config, { providers: [Passkey({ registrationOptions: { timeout: 1000 } })] })
    await Device.attach(page, "usb", "presence")
    expect(await register()).toMatchObject({ thrown: expect.stringMatching(/NotAllowed|Abort/) })
    await nobody()
  })

  it("whoever cancels is told so, and may try again", async () => {
    const absent = await Device.attach(page, "usb", "presence")
    const asked = register()
    await page.evaluate("new Promise((done) => setTimeout(done, 300))")
    // The second attempt takes the place of the first one, as a second click does.
    const again = register()
    await page.evaluate("new Promise((done) => setTimeout(done, 300))")
    await absent.remove()
    await Device.attach(page)
    const results = await Promise.all([asked, again])
    expect(results[0]).toMatchObject({ thrown: expect.any(String) as string })
    expect(results[1]).toMatchObject({ ok: true })
    expect(await who(page)).toBe(email)
  })

  it("a credential that was deleted on the device lets nobody in", async () => {
    const device = await Device.attach(page)
    await register()
    await device.remove()
    await context.clearCookies()
    await Device.attach(page)
    expect(await signIn(page, { redirect: false })).toMatchObject({ thrown: "NotAllowedError" })
    expect(await who(page)).toBeUndefined()
  })

  it("WA-A4: an answer that was held back is good for no other challenge", async () => {
    await Device.attach(page)
    await register()
    await context.clearCookies()
    let old = ""
    await page.route("**/callback/passkey*", async (route) => {
      old = route.request().postData()!
      await route.abort()
    })
    await signIn(page, { redirect: false })
    await page.unroute("**/callback/passkey*")
    await page.route("**/callback/passkey*", async (route) => {
      const data = new URLSearchParams(old).get("data")!
      const form = new URLSearchParams(route.request().postData()!)
      form.set("data", data)
      await route.continue({ postData: form.toString() })
    })
    const refused = await signIn(page, { redirect: false })
    expect(refused).toMatchObject({ ok: false, error: "WebAuthnVerificationError" })
    expect(await who(page)).toBeUndefined()
  })
})
