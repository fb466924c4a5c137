import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { sessionCookie, signInAsAda, startBrowser, whoIsIn } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"
import { folder } from "./support/folder.ts"

const LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
const HOSTILE = '<img src=x onerror="window.owned=1"> Chrome/140.0'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

describe.each(["jwt", "database"])("the page of devices, sessions kept as %s", (strategy) => {
  let app: DemoApp
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    const env = { AUTH_SECRET: randomBytes(32).toString("base64"), DEMO_SESSION: strategy }
    app = await startDemo({ mode: "start", env })
  })
  afterAll(() => app?.stop())
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    const database = rows()
    database.exec("DELETE FROM auth_session_record; DELETE FROM sessions")
    database.close()
  })

  const rows = (): DatabaseSync =>
    new DatabaseSync(join(folder, `.latchkey-test-${new URL(app.url).port}.sqlite`))

  function listed(): number {
    const database = rows()
    const { n } = database.prepare("SELECT count(*) AS n FROM auth_session_record").get() as {
      n: number
    }
    database.close()
    return n
  }

  async function device(userAgent: string): Promise<Page> {
    const context = await browser.newContext({ userAgent })
    contexts.push(context)
    const page = await context.newPage()
    await signInAsAda(page, app.url)
    return page
  }

  const names = async (page: Page): Promise<string[]> => {
    await page.goto(`${app.url}/devices`)
    return page.locator(".devices h2").allInnerTexts()
  }

  it("one ends another, which is out at its next request, and its copied cookie with it", async () => {
    const laptop = await device(LAPTOP)
    const phone = await device(PHONE)
    expect(await names(laptop)).toEqual([
      "Safari on iPhone",
      expect.stringMatching(/^Firefox on Linux\s+This device$/),
    ])
    expect(await laptop.locator(".devices").innerText()).toContain("by another service")
    const kept = await phone.context().cookies()
    await laptop.getByRole("button", { name: "Sign out Safari on iPhone" }).click()
    await laptop.getByText("Safari on iPhone").waitFor({ state: "detached" })
    expect(await whoIsIn(phone, app.url)).toBe("Signed out")
    await phone.context().addCookies(kept)
    expect(await whoIsIn(phone, app.url)).toBe("Signed out")
    expect(await whoIsIn(laptop, app.url)).toBe("Ada Lovelace")
    expect(listed()).toBe(1)
  })

  it("all others, then everywhere", async () => {
    const [laptop, phone, third] = [
      await device(LAPTOP),
      await device(PHONE),
      await device(HOSTILE),
    ]
    expect(await names(laptop)).toHaveLength(3)
    expect(await laptop.evaluate("window.owned")).toBe(undefined)
    await laptop.getByRole("button", { name: "Sign out all others" }).click()
    await laptop.getByText("Safari on iPhone").waitFor({ state: "detached" })
    expect(await whoIsIn(phone, app.url)).toBe("Signed out")
    expect(await whoIsIn(third, app.url)).toBe("Signed out")
    await signInAsAda(phone, app.url)
    await laptop.goto(`${app.url}/devices`)
    await laptop.getByRole("button", { name: "Sign out everywhere" }).click()
    await laptop.waitForURL(`${app.url}/`)
    expect(await sessionCookie(laptop.context())).toBeUndefined()
    expect(await whoIsIn(laptop, app.url)).toBe("Signed out")
    expect(await whoIsIn(phone, app.url)).toBe("Signed out")
    expect(listed()).toBe(0)
  })

  it("a sign-out takes the session off the list, and strangers are sent to sign in", async () => {
    const [laptop, phone] = [await device(LAPTOP), await device(PHONE)]
    expect(listed()).toBe(2)
    await phone.goto(`${app.url}/`)
    await phone.getByRole("button", { name: "Sign out" }).click()
    await phone.getByText("Signed out").waitFor()
    expect(listed()).toBe(1)
    expect(await names(laptop)).toHaveLength(1)
    await phone.goto(`${app.url}/devices`)
    expect(new URL(phone.url()).pathname).toBe("/api/auth/signin")
  })
})
