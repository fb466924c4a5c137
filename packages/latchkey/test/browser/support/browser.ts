import {
  type Browser,
  type BrowserContext,
  chromium,
  type Cookie,
  type Page,
} from "playwright-core"
import { findChromium } from "../../../../../tools/chromium.mjs"

/**
 * Debian's Chromium, told to keep to itself.
 *
 * @throws where there is none
 */
export function launchOptions(): { executablePath: string; args: string[] } {
  const executablePath = findChromium()
  if (!executablePath) throw new Error("No Chromium: install it, or set CHROMIUM_PATH")
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ]
  return { executablePath, args }
}

/** Milliseconds that a click or a page may take: a server that compiles while other work has the processor is slow. */
const PATIENCE = 120_000

/** Starts it; its pages wait as long as a loaded machine needs. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch(launchOptions())
  const open = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await open(options)
    context.setDefaultTimeout(PATIENCE)
    return context
  }
  return browser
}

/** Signs in at the identity provider as Ada, from the page's own button. */
export async function signInAsAda(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`)
  await page.getByRole("button", { name: "Continue with Local ID" }).click()
  await page.getByRole("button", { name: /Ada Lovelace/ }).click()
  await page.waitForURL(`${url}/`)
}

/** Types a name and a password into the form of the start page. */
export async function signInWithPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("Name").fill("demo")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
}

/** Who the header says is signed in, after a fresh load. */
export async function whoIsIn(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/`)
  return (await page.getByTestId("who").textContent()) ?? ""
}

/** The session cookie, its chunks joined. */
export async function sessionCookie(context: BrowserContext): Promise<Cookie | undefined> {
  const cookies = await context.cookies()
  const parts = cookies.filter(({ name }) => /session-token(\.\d+)?$/.test(name))
  if (!parts[0]) return undefined
  return { ...parts[0], value: parts.map(({ value }) => value).join("") }
}
