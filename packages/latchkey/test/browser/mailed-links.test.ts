/**
 * Pain 28: mails whose links are opened by a program before the person reads them, as Outlook's SafeLinks does: with a
 * real browser as the scanner, with scripts and without.
 */
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { startBrowser } from "./support/browser.ts"
import { type PasskeySite, startPasskeySite } from "./support/passkey-site.ts"

const mails: string[] = []
const silent = { error() {}, warn() {}, debug() {}, info() {} }

let browser: Browser
let site: PasskeySite
beforeAll(async () => {
  browser = await startBrowser()
  site = await startPasskeySite({
    // What the door of next-auth 5 sets.
    compat: 5,
    providers: [
      {
        id: "email",
        name: "E-mail",
        type: "email",
        sendVerificationRequest: ({ url }) => void mails.push(url),
      },
    ],
    adapter: MemoryAdapter(),
    secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
    logger: silent,
  })
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function tab(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  return context.newPage()
}

/** Asks for a link in a browser of its own, which stays open. */
async function ask(): Promise<{ page: Page; link: string }> {
  const page = await tab()
  await page.goto(`${site.url}/auth/signin`)
  await page.getByRole("textbox").fill("ada@example.com")
  await page.getByRole("button").click()
  await page.waitForURL(/verify-request/)
  return { page, link: mails.at(-1)! }
}

async function isIn(page: Page): Promise<boolean> {
  const answer = await page.context().request.get(`${site.url}/auth/session`)
  return (await answer.json()) !== null
}

/** What such a program does: HEAD, GET, then a browser that waits, scrolls, and opens whatever is linked from there. */
async function scan(link: string): Promise<void> {
  for (const method of ["HEAD", "GET"]) await fetch(link, { method, redirect: "follow" })
  for (const javaScriptEnabled of [false, true]) {
    const page = await tab({ javaScriptEnabled })
    await page.goto(link, { waitUntil: "networkidle" })
    const links = await page.getByRole("link").all()
    const targets = await Promise.all(links.map((one) => one.getAttribute("href")))
    await page.keyboard.press("End")
    for (const target of targets) await page.goto(new URL(target!, link).href)
    await page.goto(link)
    expect(await isIn(page)).toBe(false)
    await page.context().close()
  }
}

it("pain 28: a scanner burns nothing: the browser that asked is in by the link at once", async () => {
  const { page, link } = await ask()
  await scan(link)
  await page.goto(link)
  expect(page.url()).toBe(`${site.url}/`)
  expect(await isIn(page)).toBe(true)
  await page.context().close()
})

it("pain 28: in another browser a button confirms, and that uses the link up", async () => {
  const { page: asking, link } = await ask()
  await scan(link)
  const phone = await tab({ javaScriptEnabled: false })
  await phone.goto(link)
  expect(await isIn(phone)).toBe(false)
  await phone.getByRole("button").click()
  await phone.waitForURL(`${site.url}/`)
  expect(await isIn(phone)).toBe(true)
  await asking.goto(link)
  expect(asking.url()).toContain("error=Verification")
  expect(await isIn(asking)).toBe(false)
  for (const page of [asking, phone]) await page.context().close()
})
