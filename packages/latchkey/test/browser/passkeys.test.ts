import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import Passkey from "../../src/providers/passkey.ts"
import { startBrowser } from "./support/browser.ts"
import { Device, signIn, who } from "./support/device.ts"
import { type PasskeySite, startPasskeySite } from "./support/passkey-site.ts"

const SECONDS = 1000

describe("passkeys in Chromium", () => {
  let browser: Browser
  let site: PasskeySite
  let context: BrowserContext
  let page: Page
  let adapter: ReturnType<typeof MemoryAdapter>
  let config: AuthConfig
  const log: string[] = []
  const faults: string[] = []

  beforeAll(async () => {
    browser = await startBrowser()
  }, 60 * SECONDS)
  afterAll(() => browser.close())

  beforeEach(async () => {
    log.length = 0
    faults.length = 0
    adapter = MemoryAdapter()
    config = {
      providers: [Passkey()],
      adapter,
      session: { strategy: "jwt" },
      secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
      trustHost: true,
      logger: {
        error: (error) => void log.push(String(error)),
        warn: (code) => void log.push(code),
      },
    }
    site = await startPasskeySite(config)
    context = await browser.newContext()
    page = await context.newPage()
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text())
    })
  }, 60 * SECONDS)
  afterEach(async () => {
    await context.close()
    await site.close()
  })

  const signInPage = (): Promise<unknown> =>
    page.goto(`${site.url}/auth/signin?callbackUrl=${encodeURIComponent("/")}`)

  async function createPasskey(email = "ada@example.com"): Promise<void> {
    await signInPage()
    await page.getByLabel("Email").fill(email)
    await page.getByRole("button", { name: "Create a passkey" }).click()
    await page.waitForURL(`${site.url}/`)
  }

  it("registers someone new, and the page's policy lets its script run", async () => {
    const device = await Device.attach(page)
    await createPasskey()
    expect(await who(page)).toBe("ada@example.com")
    expect(await device.credentials()).toHaveLength(1)
    expect(faults).toEqual([])
    const user = await adapter.getUserByEmail("ada@example.com")
    const [row] = await adapter.listAuthenticatorsByUserId(user!.id)
    expect(row).toMatchObject({ transports: "internal" })
  }, 60_000)

  it("signs in by the button", async () => {
    await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    config.providers = [Passkey({ enableConditionalUI: false })]
    await signInPage()
    await page.getByRole("button", { name: "Sign in with a passkey" }).click()
    await page.waitForURL(`${site.url}/`)
    expect(await who(page)).toBe("ada@example.com")
  }, 60_000)

  it("signs in by autofill, without a button", async () => {
    await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    await signInPage()
    await page.waitForURL(`${site.url}/`)
    expect(await who(page)).toBe("ada@example.com")
  }, 60_000)

  it("adds a second device while signed in; a removed one lets nobody in", async () => {
    const laptop = await Device.attach(page)
    await createPasskey()
    await laptop.remove()
    const phone = await Device.attach(page)
    const added = await signIn(page, { action: "register", redirect: false })
    expect(added).toMatchObject({ ok: true, error: undefined })
    const user = await adapter.getUserByEmail("ada@example.com")
    expect(await adapter.listAuthenticatorsByUserId(user!.id)).toHaveLength(2)
    await context.clearCookies()
    const entered = await signIn(page, { redirect: false })
    expect(entered).toMatchObject({ ok: true })
    expect(await who(page)).toBe("ada@example.com")

    await context.clearCookies()
    await adapter.deleteUser(user!.id)
    const refused = await signIn(page, { redirect: false })
    expect(refused).toMatchObject({ ok: false, error: "WebAuthnVerificationError" })
    expect(await who(page)).toBeUndefined()
    expect(await phone.credentials()).toHaveLength(1)
  }, 60_000)

  it("signs in by autofill through the client", async () => {
    await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    await page.goto(`${site.url}/`)
    const entered = await signIn(page, { redirect: false, autofill: true })
    expect(entered).toMatchObject({ ok: true })
    expect(await who(page)).toBe("ada@example.com")
  }, 60_000)

  it("stays where it is when the person can't be verified, and says so", async () => {
    const device = await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    await device.verifies(false)
    await signInPage()
    await page.getByRole("button", { name: "Sign in with a passkey" }).click()
    await page.getByText("That did not work.").waitFor()
    expect(await who(page)).toBeUndefined()
    await page.goto(`${site.url}/`)
    const thrown = await signIn(page, { redirect: false })
    expect(thrown).toEqual({ thrown: "NotAllowedError" })
  }, 60_000)

  it("refuses a copied device whose counter is behind", async () => {
    const device = await Device.attach(page)
    await createPasskey()
    const stolen = await device.credentials()
    for (let use = 0; use < 2; use++) {
      await context.clearCookies()
      const result = await signIn(page, { redirect: false })
      expect(result).toMatchObject({ ok: true })
    }
    await device.remove()
    const copy = await Device.attach(page)
    await copy.hold(stolen)
    await context.clearCookies()
    const refused = await signIn(page, { redirect: false })
    expect(refused).toMatchObject({ ok: false, error: "WebAuthnVerificationError" })
    expect(log).toContain("passkey-counter")
  }, 60_000)

  it("refuses an answer that was made for another origin", async () => {
    await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    config.providers = [Passkey({ relayingParty: { origin: "https://app.example" } })]
    const refused = await signIn(page, { redirect: false })
    expect(refused).toMatchObject({ ok: false, error: "WebAuthnVerificationError" })
    expect(await who(page)).toBeUndefined()
  }, 60_000)

  it("takes an answer to a challenge from before a rotation", async () => {
    await Device.attach(page)
    await createPasskey()
    await context.clearCookies()
    const old = config.secret as string
    await page.route("**/auth/callback/passkey*", async (route) => {
      config.secret = ["a-newer-secret-of-more-than-32-characters!", old]
      await route.continue()
    })
    const entered = await signIn(page, { redirect: false })
    expect(entered).toMatchObject({ ok: true })
    expect(await who(page)).toBe("ada@example.com")
  }, 60_000)

  it.each(["9", "10", "11", "13"])(
    "works with version %s of the package for browsers",
    async (version) => {
      await site.close()
      site = await startPasskeySite(config, {
        browserPackage: `simplewebauthn-browser-${version}`,
      })
      await Device.attach(page)
      await page.goto(`${site.url}/`)
      const options = { action: "register", email: "ada@example.com", redirect: false }
      expect(await signIn(page, options)).toMatchObject({ ok: true })
      for (const autofill of [false, true]) {
        await context.clearCookies()
        expect(await signIn(page, { redirect: false, autofill })).toMatchObject({ ok: true })
        expect(await who(page)).toBe("ada@example.com")
      }
    },
    60_000,
  )
})
