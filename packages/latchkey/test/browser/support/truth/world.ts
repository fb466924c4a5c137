import { randomBytes } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Cookie,
  type Page,
} from "playwright-core"
import { launchOptions } from "../browser.ts"
import { type DemoApp, startDemo } from "../demo-app.ts"
import { certificateOf } from "./certificate.ts"
import { type Provider, startProvider } from "./provider.ts"
import { hosts, type Lure, type Seen, startTown, type Town } from "./town.ts"

/** The demo as it is in production, by https and a host of its own, among hosts of an attacker. */
export class World {
  readonly browser: Browser
  readonly demo: DemoApp
  readonly provider: Provider
  readonly town: Town
  readonly app: string
  readonly sibling: string
  readonly stranger: string

  private constructor(browser: Browser, demo: DemoApp, provider: Provider, town: Town) {
    this.browser = browser
    this.demo = demo
    this.provider = provider
    this.town = town
    const origin = (host: string): string => `https://${host}:${town.port}`
    this.app = origin(hosts.app)
    this.sibling = origin(hosts.sibling)
    this.stranger = origin(hosts.stranger)
  }

  static async start(): Promise<World> {
    const certificate = certificateOf(Object.values(hosts))
    const [town, provider] = await Promise.all([
      startTown(certificate, () => Number(new URL(demo.url).port)),
      startProvider("app"),
    ])
    const env = {
      AUTH_SECRET: randomBytes(32).toString("base64"),
      AUTH_URL: `https://${hosts.app}:${town.port}`,
      AUTH_LOCAL_ISSUER: provider.url,
      AUTH_LOCAL_ID: "app",
      AUTH_LOCAL_SECRET: "app-secret",
    }
    const { executablePath, args } = launchOptions()
    const starting = startDemo({ mode: "start", env })
    const browser = await chromium.launch({
      executablePath,
      args: [
        ...args,
        "--host-resolver-rules=MAP *.test 127.0.0.1",
        `--ignore-certificate-errors-spki-list=${certificate.fingerprint}`,
      ],
      // What people have: pages come back as they were left.
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    })
    const demo = await starting
    return new World(browser, demo, provider, town)
  }

  async stop(): Promise<void> {
    await this.browser.close()
    await this.demo.stop()
    this.provider.close()
    this.town.close()
  }

  /** A browser of somebody's own, with one tab. */
  async tab(): Promise<Page> {
    this.town.seen.length = 0
    return (await this.browser.newContext()).newPage()
  }

  /** Puts up a page on the attacker's hosts, and answers its path. */
  lure(html: string, headers: Lure["headers"] = {}): string {
    const path = `/${randomBytes(6).toString("hex")}`
    this.town.lures.set(path, { html, headers })
    return path
  }

  /** What the application was asked since the last tab, below a path. */
  asked(path: string, method?: string): Seen[] {
    return this.town.seen.filter(
      (one) =>
        one.host === hosts.app &&
        one.path.startsWith(path) &&
        (method === undefined || one.method === method),
    )
  }

  /** Signs in on the built-in page with the demo's password; where that leads to is not waited for. */
  async signIn(page: Page, callbackUrl = "/icon.svg"): Promise<void> {
    const query = new URLSearchParams({ callbackUrl })
    await page.goto(`${this.app}/api/auth/signin?${query}`)
    await page.getByLabel("Name").fill("demo")
    await page.getByLabel("Password").fill("demo-password")
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await page.waitForURL((url) => !url.pathname.startsWith("/api/auth/"), { waitUntil: "commit" })
  }

  /** Signs in at the provider, as whoever is there. */
  async signInThere(page: Page, callbackUrl = "/icon.svg"): Promise<void> {
    const query = new URLSearchParams({ callbackUrl })
    await page.goto(`${this.app}/api/auth/signin?${query}`)
    await page.getByRole("button", { name: /Local ID/ }).click()
    await page.waitForURL((url) => url.href === `${this.app}${callbackUrl}`, {
      waitUntil: "commit",
    })
  }

  /** A browser in which the demo's user is in, by one session that stays; its tab is empty. */
  async victim(): Promise<Page> {
    this.#kept ??= await this.#cookiesOf((page) => this.signIn(page))
    return this.#with(this.#kept)
  }

  /** The session cookie of somebody else, who is the attacker. */
  async attackersSession(): Promise<string> {
    this.#attackers ??= await this.#cookiesOf((page) => this.signInThere(page))
    return this.#attackers.find(({ name }) => name.includes("session-token"))!.value
  }

  async #cookiesOf(signIn: (page: Page) => Promise<void>): Promise<Cookies> {
    const page = await this.tab()
    await signIn(page)
    const cookies = await page.context().cookies()
    await page.context().close()
    return cookies
  }

  async #with(cookies: Cookies): Promise<Page> {
    const page = await this.tab()
    await page.context().addCookies(cookies)
    return page
  }

  /** Begins at the provider, and answers the way back, which nobody has gone yet. */
  async wayBack(page: Page): Promise<string> {
    const callback = new Promise<string>((found) => {
      this.provider.held = found
    })
    await page.goto(`${this.app}/api/auth/signin`)
    await page.getByRole("button", { name: /Local ID/ }).click()
    return callback.finally(() => {
      this.provider.held = undefined
    })
  }

  /** Who is in: the name, as the application tells a tab of its own. */
  async who(context: BrowserContext): Promise<string | null> {
    const page = await context.newPage()
    await page.goto(`${this.app}/api/auth/session`)
    const text = await page.evaluate("document.body.innerText")
    await page.close()
    const session = JSON.parse(String(text)) as {
      user?: { name?: string; email?: string }
    } | null
    return session?.user?.name ?? session?.user?.email ?? null
  }

  /** The session's cookies as the browser keeps them. */
  async sessionCookies(context: BrowserContext): Promise<Cookies> {
    return (await context.cookies()).filter(({ name }) => name.includes("session-token"))
  }

  #kept: Cookies | undefined
  #attackers: Cookies | undefined
}

type Cookies = Cookie[]

export const DEMO = "Demo User"

/** Closes the browser of that tab. One that hangs while its pages leave ends with the whole browser. */
export const close = (page: Page): Promise<void> =>
  Promise.race([page.context().close(), delay(PATIENCE.timeout, undefined, { ref: false })])

/** Whether a request to our routes was refused: by its status, or by being sent to a page of ours. */
export function isRefused({ status, location = "" }: Seen): boolean {
  return status >= 400 || /\/api\/auth\/(?:signin|signout|error)\b/.test(location)
}

/** How long is waited for what a page does by itself. */
export const PATIENCE = { timeout: 30_000 }
