/** The demo's page of accounts: linked, unlinked, and an API called with a token of theirs. */
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { signInAsAda, signInWithPassword, startBrowser } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"

let app: DemoApp
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  const env = { AUTH_SECRET: "the-secret-of-a-demo-with-accounts-0123456789" }
  ;[app, browser] = await Promise.all([startDemo({ mode: "start", env }), startBrowser()])
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

const shown = (): Promise<(string | null)[]> =>
  page
    .getByTestId("accounts")
    .getByRole("listitem")
    .evaluateAll((items) => items.map((item) => item.getAttribute("data-account")))

const press = (name: string): Promise<void> => page.getByRole("button", { name }).click()

async function link(who: RegExp): Promise<void> {
  await press("Link a Local ID")
  await page.getByRole("button", { name: who }).click()
}

it("links a second account, calls the API as either, and unlinks all but the last", async () => {
  await signInAsAda(page, app.url)
  await page.goto(`${app.url}/accounts`)
  expect(await shown()).toEqual(["ada"])
  await press("Unlink ada")
  // She has a verified address, and the demo mails links: that is a way in.
  await page.getByText("None.").waitFor()
  await page.goto(`${app.url}/accounts`)
  await link(/Ada Lovelace/)
  await page.waitForURL(`${app.url}/accounts`)
  await page.getByRole("heading", { name: "Local ID: ada" }).waitFor()
  await link(/Grace Hopper/)
  await page.waitForURL(`${app.url}/accounts`)
  await page.getByRole("heading", { name: "Local ID: grace" }).waitFor()
  expect((await shown()).toSorted()).toEqual(["ada", "grace"])
  for (const [id, name] of [
    ["ada", "Ada Lovelace"],
    ["grace", "Grace Hopper"],
  ] as const) {
    await press(`Ask Local ID who ${id} is`)
    await page.getByText(new RegExp(`Local ID says: ${name}. The token is good until`)).waitFor()
  }
  await press("Unlink grace")
  await page.getByRole("heading", { name: "Local ID: grace" }).waitFor({ state: "detached" })
  expect(await shown()).toEqual(["ada"])
  // Still Ada: linking signed nobody in, and unlinking nobody out.
  expect(await page.getByTestId("who").textContent()).toBe("Ada Lovelace")
})

it("tokens survive the server, and are in no answer that the browser gets", async () => {
  const bodies: Promise<string>[] = []
  page.on("response", (response) => bodies.push(response.text().catch(() => "")))
  await signInAsAda(page, app.url)
  await page.goto(`${app.url}/accounts`)
  if ((await shown()).length === 0) {
    await link(/Ada Lovelace/)
    await page.waitForURL(`${app.url}/accounts`)
  }
  await page.goto("about:blank")
  await app.crashAndRestart()
  await page.goto(`${app.url}/accounts`)
  await press("Ask Local ID who ada is")
  await page.getByText(/Local ID says: Ada Lovelace/).waitFor()
  const answer = await page.request.get(`${app.url}/api/auth/accounts`)
  const text = await answer.text()
  const { accounts } = JSON.parse(text) as { accounts: object[] }
  expect(accounts).toContainEqual(expect.objectContaining({ providerAccountId: "ada" }))
  for (const body of [text, ...(await Promise.all(bodies))]) {
    expect(body).not.toMatch(/access_token|refresh_token|lk1\./)
  }
})

it("says what it can't do for somebody who has no user in the database", async () => {
  await page.goto(`${app.url}/`)
  await signInWithPassword(page, "demo-password")
  await page.getByText("Signed in as Demo User").waitFor()
  await page.goto(`${app.url}/accounts`)
  await page.getByText("None.").waitFor()
})

it("sends a stranger to sign in, and answers 401 to a program", async () => {
  await page.goto(`${app.url}/accounts`)
  expect(new URL(page.url()).pathname).toBe("/api/auth/signin")
  const answer = await page.request.get(`${app.url}/api/auth/accounts`)
  expect([answer.status(), await answer.json()]).toEqual([401, { error: "SessionRequired" }])
})
