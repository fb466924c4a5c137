import { randomBytes } from "node:crypto"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { signInAsAda, signInWithPassword, startBrowser, whoIsIn } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"

const secret = (): string => randomBytes(32).toString("base64")
const [a, b, c] = [secret(), secret(), secret()]

interface Row {
  readonly id: string
  readonly state: string
}

describe("the page of the keys", () => {
  let app: DemoApp
  let browser: Browser
  let admin: Page
  let ada: Page

  /** A person of their own; the administrator has no JavaScript. */
  async function someone(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context: BrowserContext = await browser.newContext(options)
    return context.newPage()
  }

  async function signInAsAdmin(page: Page): Promise<void> {
    await page.goto(`${app.url}/`)
    await signInWithPassword(page, "demo-password")
    await page.getByText("Signed in as Demo User").waitFor()
  }

  async function cookieOf(page: Page): Promise<{ cookie: string }> {
    const cookies = await page.context().cookies()
    return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") }
  }

  /** The keys that the page's table has, newest first. */
  async function keys(page: Page): Promise<Row[]> {
    await page.goto(`${app.url}/keys`)
    const rows = await page.locator("tr[data-key]").all()
    return Promise.all(
      rows.map(async (row) => ({
        id: (await row.getAttribute("data-key"))!,
        state: await row.locator("td").first().innerText(),
      })),
    )
  }

  beforeAll(async () => {
    const starting = startDemo({ mode: "start", env: { AUTH_SECRET: a } })
    ;[app, browser] = await Promise.all([starting, startBrowser()])
    ;[admin, ada] = await Promise.all([someone({ javaScriptEnabled: false }), someone()])
    await signInAsAda(ada, app.url)
    await signInAsAdmin(admin)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it("sends a stranger to sign in, and back", async () => {
    const stranger = await someone()
    await stranger.goto(`${app.url}/keys`)
    expect(new URL(stranger.url()).pathname).toBe("/api/auth/signin")
    await stranger.getByLabel("Name").fill("demo")
    await stranger.getByLabel("Password").fill("demo-password")
    await stranger.getByLabel("Password").press("Enter")
    await stranger.waitForURL(`${app.url}/keys`)
    await stranger.getByRole("heading", { name: "Keys" }).waitFor()
  })

  it.each(["/keys", "/keys/revoke?key=x"])(
    "is nothing for who is signed in but no administrator: %s",
    async (path) => {
      const response = await ada.goto(`${app.url}${path}`)
      expect(response!.status()).toBe(404)
      await ada.getByRole("heading", { name: "Nothing for you here" }).waitFor()
      expect(await ada.locator(".ring").count()).toBe(0)
    },
  )

  it("is nothing for who has the administrator's mail address", async () => {
    const other = await someone()
    await other.goto(`${app.url}/`)
    await other.getByLabel("Mail address").fill("demo@example.test")
    await other.getByRole("button", { name: "Mail me a link" }).click()
    await other.waitForURL(/\/mail(\?|$)/)
    await other.goto((await app.mails()).find(({ to }) => to === "demo@example.test")!.link)
    expect(await whoIsIn(other, app.url)).toBe("Demo User")
    expect((await other.goto(`${app.url}/keys`))!.status()).toBe(404)
    // Nobody had proved that address before: the sessions of then are over.
    expect((await admin.goto(`${app.url}/keys`))!.url()).toContain("/api/auth/signin")
    await signInAsAdmin(admin)
  })

  it("shows the ring as a picture that is described, and as a table", async () => {
    const [active, imported] = await keys(admin)
    expect([active!.state, imported!.state]).toEqual(["seals", "only opens, imported"])
    const picture = admin.getByRole("img", { name: "Keys of ring auth" })
    expect(await picture.count()).toBe(1)
    expect(await admin.locator(".ring.desk desc").textContent()).toContain(`Key ${active!.id}`)
    const page = await (await fetch(`${app.url}/keys`, { headers: await cookieOf(admin) })).text()
    const drawings = page.match(/<svg xmlns="http:[^"]+" id="ring.*?<\/svg>/gs) ?? []
    expect(drawings).toHaveLength(2)
    await ada.goto(`${app.url}/`)
    for (const drawing of drawings) {
      const parsed = `new DOMParser().parseFromString(${JSON.stringify(drawing)}, "image/svg+xml")`
      expect(await ada.evaluate(`${parsed}.documentElement.nodeName`)).toBe("svg")
    }
    const next = `Key ${imported!.id} retires in 37 days.`
    expect(await admin.locator(".lead").innerText()).toContain(next)
    expect(await admin.locator(".ring.desk .next-text").textContent()).toBe(next)
  })

  it("says in a sentence why a key can't be promoted", async () => {
    await keys(admin)
    await admin.getByRole("button", { name: "Promote" }).click()
    const alert = admin.locator("p.alert")
    expect(await alert.innerText()).toBe("Ring auth has no key that waits. Rotate first.")
  })

  it("publishes a key, which seals when it is promoted; nobody is signed out", async () => {
    const before = await keys(admin)
    await admin.getByRole("button", { name: "Rotate now" }).click()
    await admin.getByText(/^Key \S+ is published\.$/).waitFor()
    const after = await keys(admin)
    expect(after.map(({ state }) => state)).toEqual(["published", "seals", "only opens, imported"])
    expect(after.slice(1)).toEqual(before)
    await admin.getByRole("button", { name: "Promote" }).click()
    await admin.getByText(`Key ${after[0]!.id} seals now.`).waitFor()
    expect((await keys(admin)).map(({ state }) => state)).toEqual([
      "seals",
      "only opens",
      "only opens, imported",
    ])
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
  })

  it("does the same with JavaScript, without a new page", async () => {
    const page = await someone()
    await signInAsAdmin(page)
    await page.goto(`${app.url}/keys`)
    await page.evaluate("window.same = true")
    await page.getByRole("button", { name: "Wrap anew" }).click()
    await page.getByText(/^The ring is wrapped under local:\S+\.$/).waitFor()
    expect(await page.evaluate("window.same")).toBe(true)
  })

  it("refuses an action without a session, from another site, and from nowhere", async () => {
    const before = await keys(admin)
    const inputs = await admin
      .locator("form", { hasText: "Rotate now" })
      .locator("input[type=hidden]")
      .all()
    expect(inputs.length).toBeGreaterThan(0)
    const fields = await Promise.all(
      inputs.map(async (input) => [
        (await input.getAttribute("name"))!,
        (await input.getAttribute("value")) ?? "",
      ]),
    )
    const mine = await cookieOf(admin)
    const post = (given: Record<string, string>): Promise<Response> => {
      const body = new FormData()
      for (const [name, value] of fields) body.append(name!, value!)
      return fetch(`${app.url}/keys`, { method: "POST", body, headers: given, redirect: "manual" })
    }
    const published = async (): Promise<boolean> =>
      (await keys(admin)).some(({ state }) => state === "published")
    const origin = app.url
    const bare = await post({ origin })
    expect([303, 307]).toContain(bare.status)
    expect(bare.headers.get("location")).toContain("/api/auth/signin")
    expect((await post({ origin: "https://evil.example", ...mine })).status).toBe(500)
    expect(await (await post(mine)).text()).toContain("This came from another site.")
    expect((await post({ origin, ...(await cookieOf(ada)) })).status).toBe(404)
    expect(await published()).toBe(false)
    expect(await keys(admin)).toEqual(before)
    // The same request with all it takes, so that the refusals above were not for another reason.
    expect((await post({ origin, ...mine })).status).toBe(200)
    expect(await published()).toBe(true)
  })

  it("asks before it revokes, says what that ends, and then ends it", async () => {
    const waiting = (await keys(admin))[0]!
    const active = (await keys(admin)).find(({ state }) => state === "seals")!
    await admin.getByRole("link", { name: `Revoke ${active.id}` }).click()
    await admin.waitForURL(/\/keys\/revoke\?key=/)
    const text = await admin.locator("main").innerText()
    expect(text).toContain("must sign in again: you, too, unless you keep the registered ones.")
    expect(text).toContain("Mailed links that were made with it and not opened.")
    expect(text).toContain("Another key seals at once. The other instances refuse it within 10 s")
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
    await admin.getByLabel(/Reason/).fill("seen in a <b>log</b>")
    await admin.getByRole("button", { name: `Revoke ${active.id}` }).click()
    await admin.waitForURL(/\/api\/auth\/signin/)
    expect(await whoIsIn(ada, app.url)).toBe("Signed out")
    await signInAsAdmin(admin)
    await signInAsAda(ada, app.url)
    const after = await keys(admin)
    expect(after.find(({ id }) => id === waiting.id)?.state).toBe("seals")
    // It opens no session; a provider's token that it sealed is opened by it until that is sealed anew.
    expect(after.find(({ id }) => id === active.id)?.state).toBe("stored data only")
    const gone = admin.locator(`tr[data-gone="${active.id}"]`)
    expect(await gone.locator("td").first().innerText()).toBe("revoked")
    expect(await gone.innerText()).toContain("seen in a <b>log</b>")
  })

  it("keeps the sessions that were begun by a sign-in, where that is asked for", async () => {
    const active = (await keys(admin)).find(({ state }) => state === "seals")!
    const before = (await cookieOf(admin)).cookie
    await admin.getByRole("link", { name: `Revoke ${active.id}` }).click()
    await admin.waitForURL(/\/keys\/revoke\?key=/)
    await admin.getByLabel(/Reason/).fill("it leaked, too")
    await admin.getByLabel(/Keep the registered sessions/).check()
    await admin.getByRole("button", { name: `Revoke ${active.id}` }).click()
    await admin.waitForURL(`${app.url}/keys`)
    expect(await whoIsIn(admin, app.url)).toBe("Demo User")
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
    const after = await keys(admin)
    const kept = after.find(({ id }) => id === active.id)
    expect(kept?.state).not.toMatch(/^seals|only opens$/)
    // Their cookies are of the new key from now on.
    expect((await cookieOf(admin)).cookie).not.toBe(before)
    const sealing = after.find(({ state }) => state === "seals")!
    expect(sealing.id).not.toBe(active.id)
  })

  it("leaves those alone whose session another key has sealed", async () => {
    const old = (await keys(admin)).find(({ state }) => state === "only opens")!
    await admin.getByRole("link", { name: `Revoke ${old.id}` }).click()
    await admin.waitForURL(/\/keys\/revoke\?key=/)
    await admin.getByLabel(/Reason/).fill("it leaked")
    await admin.getByRole("button", { name: `Revoke ${old.id}` }).click()
    await admin.waitForURL(`${app.url}/keys`)
    expect(await admin.locator(`tr[data-gone="${old.id}"]`).count()).toBe(1)
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
    expect(await whoIsIn(admin, app.url)).toBe("Demo User")
  })

  it("goes on when AUTH_SECRET changes while the old one is still there", async () => {
    await app.crashAndRestart({ AUTH_SECRET: a, AUTH_SECRET_1: b })
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
    await keys(admin)
    await admin.getByRole("button", { name: "Wrap anew" }).click()
    await admin.getByText(/^The ring is wrapped under /).waitFor()
    await app.crashAndRestart({ AUTH_SECRET: b })
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
  })

  it("does not serve with a secret that never wrapped the ring, and loses nothing by it", async () => {
    const error = await app.crashAndRestart({ AUTH_SECRET: c }).then(
      () => new Error("It serves."),
      (reason: unknown) => reason,
    )
    expect(String(error)).toContain("RingLocked")
    await app.crashAndRestart({ AUTH_SECRET: b })
    expect(await whoIsIn(ada, app.url)).toBe("Ada Lovelace")
  })
})
