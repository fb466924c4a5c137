/**
 * What the browser knows of a session, in Next.js 16 and Chromium, through the door of next-auth 5: pains 6, 7, 8, 14,
 * 16, 17 and 29 of its users.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { Browser, BrowserContext, Page } from "playwright-core"
import type { RunningNext } from "../../../../tools/demo.mjs"
import { startBrowser } from "./support/browser.ts"
import { buildSessionApp, startSessionApp } from "./support/session-app.ts"

let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  browser = await startBrowser()
  await buildSessionApp()
})
afterEach(() => context?.close())
afterAll(async () => {
  await browser?.close()
})

/** A tab, and what it asks our routes for. */
interface Tab {
  readonly page: Page
  /** Requests for the session so far. */
  reads(): number
  /** What a component of the browser says; what the server rendered. */
  shows(client: RegExp | string): Promise<void>
  server(text: RegExp | string): Promise<void>
  click(name: string): Promise<void>
}

async function open(url: string): Promise<Tab> {
  const page = await context.newPage()
  let reads = 0
  page.on("request", (request) => {
    if (request.url().endsWith("/api/auth/session")) reads++
  })
  await page.goto(url)
  return {
    page,
    reads: () => reads,
    shows: (text) => page.getByTestId("client").getByText(text).waitFor({ timeout: 10_000 }),
    server: (text) => page.getByTestId("server").getByText(text).waitFor({ timeout: 10_000 }),
    click: (name) => page.getByRole("button", { name, exact: true }).click(),
  }
}

/** Long enough for anything that would still be asked. */
const quiet = (page: Page): Promise<void> => page.waitForTimeout(1500)

const start = async (): Promise<void> => {
  context = await browser.newContext()
}

describe.each(["jwt", "database"] as const)("sessions kept as %s", (strategy) => {
  let app: RunningNext
  beforeAll(async () => {
    app = await startSessionApp(strategy)
  })
  afterAll(() => app?.stop("SIGKILL"))

  it("pain 7: useSession follows server actions that sign in and out, without a reload, in each tab", async () => {
    await start()
    const here = await open(`${app.url}/`)
    const there = await open(`${app.url}/other`)
    await here.shows("unauthenticated")
    await there.shows("unauthenticated")
    const before = [here.reads(), there.reads()]
    await here.page.evaluate("window.mark = 1")
    await here.click("enter")
    await here.shows(/^Ada /)
    await there.shows(/^Ada /)
    await here.click("leave")
    await here.shows("unauthenticated")
    await there.shows("unauthenticated")
    await quiet(here.page)
    expect(await here.page.evaluate("window.mark")).toBe(1)
    // One request for each change in each tab, and none beside.
    expect([here.reads() - before[0]!, there.reads() - before[1]!]).toEqual([2, 2])
  })

  it("pain 8: an update is seen by server components and by useSession, at once and after a reload", async () => {
    await start()
    const tab = await open(`${app.url}/`)
    await tab.click("enter")
    await tab.shows(/^Ada /)
    await tab.click("rename")
    await tab.shows(/^Grace /)
    await tab.server(/^Grace /)
    await tab.page.reload()
    await tab.shows(/^Grace /)
    await tab.server(/^Grace /)
    await tab.click("rename")
  })

  it("pain 14 and 16: a password signs in, and the user's id is there in the browser and on the server", async () => {
    await start()
    const tab = await open(`${app.url}/`)
    await tab.click("enter")
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    await tab.server((await tab.page.getByTestId("client").textContent())!)
    const session = (await context.cookies()).find(({ name }) => name.includes("session-token"))!
    // A row's id, or a sealed token.
    expect(session.value.split(".")).toHaveLength(strategy === "database" ? 1 : 5)
    await tab.page.reload()
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
  })

  it("pain 6: one configuration, adapter and all, guards in the proxy", async () => {
    await start()
    const tab = await open(`${app.url}/guarded`)
    expect(tab.page.url()).toContain("/api/auth/signin?callbackUrl=")
    await tab.page.goto(`${app.url}/`)
    await tab.click("enter")
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    await tab.page.goto(`${app.url}/guarded`)
    await tab.page.getByRole("heading", { name: "guarded" }).waitFor()
    // Not by the cookie being there: a session that is none is not let in.
    const cookies = await context.cookies()
    const session = cookies.find(({ name }) => name.includes("session-token"))!
    await context.addCookies([{ ...session, value: `${session.value.slice(0, -4)}AAAA` }])
    await tab.page.goto(`${app.url}/guarded`)
    expect(tab.page.url()).toContain("/api/auth/signin?callbackUrl=")
  })
})

describe("wherever sessions are kept", () => {
  let app: RunningNext
  beforeAll(async () => {
    app = await startSessionApp("jwt")
  })
  afterAll(() => app?.stop("SIGKILL"))

  it("pain 7: also where the action leads to another page", async () => {
    await start()
    const { page, click, shows } = await open(`${app.url}/`)
    await shows("unauthenticated")
    await page.evaluate("window.mark = 1")
    await click("enterAndGo")
    await page.getByRole("heading", { name: "other" }).waitFor()
    await shows(/^Ada /)
    await click("leaveAndGo")
    await shows("unauthenticated")
    expect(await page.evaluate("window.mark")).toBe(1)
  })

  it("pain 7: the mark tells nothing: random, the same kind signed in and out, and no key to anything", async () => {
    await start()
    const { click, shows, page } = await open(`${app.url}/`)
    await shows("unauthenticated")
    const marks: string[] = []
    for (const [action, then] of [
      ["enter", /^Ada /],
      ["leave", "unauthenticated"],
      ["enter", /^Ada /],
    ] as const) {
      await click(action)
      await shows(then)
      marks.push(String(await page.evaluate("document.cookie")))
    }
    expect(new Set(marks).size).toBe(3)
    for (const mark of marks) expect(mark).toMatch(/^latchkey\.session-changed=[\w-]{16}$/)
    const cookies = await context.cookies()
    const session = cookies.find(({ name }) => name.includes("session-token"))!
    expect(session).toMatchObject({ httpOnly: true })
    const mark = cookies.find(({ name }) => name === "latchkey.session-changed")!
    expect(mark).toMatchObject({ httpOnly: false, expires: -1, sameSite: "Lax", path: "/" })
    expect(session.value).not.toContain(mark.value)
  })

  it("pain 17: wrong credentials in an action are an error with its code, not a redirect", async () => {
    await start()
    const { page, click } = await open(`${app.url}/`)
    const said = page.getByTestId("said")
    await page.getByLabel("name").fill("Ada")
    await click("attempt")
    await said.getByText("CredentialsSignin credentials").waitFor()
    await page.getByLabel("name").fill("locked")
    await click("attempt")
    await said.getByText("CredentialsSignin locked").waitFor()
    expect(new URL(page.url()).pathname).toBe("/")
  })

  it("pain 29: one read for a page, none for navigations, actions and tabs where nothing changed", async () => {
    await start()
    const tab = await open(`${app.url}/`)
    await tab.shows("unauthenticated")
    await tab.click("enter")
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    await tab.page.reload()
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    const before = tab.reads()
    for (const name of ["other", "home", "other"]) {
      await tab.page.getByRole("link", { name }).click()
      await tab.page.getByRole("heading", { name }).waitFor()
    }
    await tab.click("nothing")
    const another = await open(`${app.url}/other`)
    await another.shows(/^\w+ [0-9a-f-]{36}$/)
    await quiet(tab.page)
    expect(tab.reads() - before).toBe(0)
    expect(another.reads()).toBe(1)
    await tab.click("ask thrice")
    await tab.page.waitForFunction("window.asked?.length === 3")
    expect(tab.reads() - before).toBe(1)
  })

  it("pain 29: a page that got its session from the server asks for nothing, also when an action changes it", async () => {
    await start()
    const tab = await open(`${app.url}/seeded`)
    await tab.shows("unauthenticated")
    await tab.click("enter")
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    await tab.click("leave")
    await tab.shows("unauthenticated")
    await quiet(tab.page)
    expect(tab.reads()).toBe(0)
  })

  it("pain 29: refetchOnWindowFocus reads once when a tab comes to the front, and only while signed in", async () => {
    await start()
    const tab = await open(`${app.url}/`)
    await tab.shows("unauthenticated")
    const toFront = "document.dispatchEvent(new Event('visibilitychange'))"
    const signedOut = tab.reads()
    await tab.page.evaluate(toFront)
    await quiet(tab.page)
    expect(tab.reads()).toBe(signedOut)
    await tab.click("enter")
    await tab.shows(/^\w+ [0-9a-f-]{36}$/)
    await quiet(tab.page)
    const signedIn = tab.reads()
    await tab.page.evaluate(toFront)
    await quiet(tab.page)
    expect(tab.reads()).toBe(signedIn + 1)
  })
})
