/**
 * A person with a browser, who keeps it open while the application behind it is exchanged.
 *
 * What an example has for it:
 * - `/`, open to all: `server-who` and `client-who` (test ids) hold the address of who is signed in as the server and as
 *   `useSession` see it, or `nobody`; a button "Sign in" leads to the sign-in page, a button "Sign out" ends the session;
 * - a sign-in page with fields Username and Password, and buttons "Sign in with password" (or "Sign in") and "Sign in with Local ID";
 * - `/private`, for who is signed in only, with `server-who`;
 * - `/api/me` and `/api/token`: JSON with `who`, from the session and from `getToken`; 401 for nobody.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, chromium, type Cookie, type Page } from "playwright-core"
import { expect } from "vitest"
import { launchOptions } from "../../browser/support/browser.ts"
import type { ExampleIssuer } from "./issuer.ts"

/** Who everybody is at the identity provider. */
export const ADA = "ada@example.com"
/** Who has a password. */
export const GRACE = { email: "grace@example.com", username: "grace", password: "nanosecond" }

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors that pages of the application have thrown or logged so far. */
  readonly problems: string[]
  close(): Promise<void>
}

/** Opens a browser with a profile on disk, as people have one. */
export async function openBrowser(): Promise<Visitor> {
  const profile = mkdtempSync(join(tmpdir(), "latchkey-profile-"))
  const context = await chromium.launchPersistentContext(profile, launchOptions())
  const page = context.pages()[0] ?? (await context.newPage())
  const problems: string[] = []
  page.on("pageerror", (error) => problems.push(String(error)))
  return {
    context,
    page,
    problems,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Types a username and a password into the sign-in page. Afterwards: wherever that has led. */
export async function enterPassword(page: Page, url: string, password: string): Promise<void> {
  await toSignIn(page, url)
  await page.getByLabel("Username").fill(GRACE.username)
  await page.getByLabel("Password").fill(password)
  // Our own page says no more than "Sign in" where there is one password only.
  await page.getByRole("button", { name: /^Sign in( with password)?$/ }).click()
}

/** Signs in as {@link GRACE}. */
export async function signInWithPassword(page: Page, url: string): Promise<void> {
  await enterPassword(page, url, GRACE.password)
  await page.waitForURL(`${url}/`)
}

/** Signs in as {@link ADA} at the identity provider. */
export async function signInWithOidc(page: Page, url: string): Promise<void> {
  await toSignIn(page, url)
  await page.getByRole("button", { name: "Sign in with Local ID" }).click()
  await page.waitForURL(`${url}/`)
}

/**
 * Goes to the identity provider in another tab, and stays there.
 *
 * @returns lets the provider answer, and waits until that has led to the home page
 */
export async function beginOidc(
  { context }: Visitor,
  url: string,
  issuer: ExampleIssuer,
): Promise<() => Promise<void>> {
  const page = await context.newPage()
  await page.goto(`${url}/api/auth/signin?callbackUrl=/`, { waitUntil: "networkidle" })
  const { arrived, release } = issuer.hold()
  const button = page.getByRole("button", { name: "Sign in with Local ID" })
  await Promise.all([button.click({ noWaitAfter: true }), arrived])
  return async () => {
    release()
    await page.waitForURL(`${url}/`)
    await page.close()
  }
}

async function toSignIn(page: Page, url: string): Promise<void> {
  // A button that the server has drawn does nothing until the page has come to life.
  await page.goto(`${url}/`, { waitUntil: "networkidle" })
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.getByRole("button", { name: "Sign in with Local ID" }).waitFor()
  await page.waitForLoadState("networkidle")
}

export interface Expectation {
  /** Whether there is `/api/token`; a session in a database has no token. @default true */
  readonly token?: boolean
}

/** Whoever looks sees the same person: server, browser, API route, token, and the guard of `/private`. */
export async function expectSignedIn(
  page: Page,
  url: string,
  who: string,
  { token = true }: Expectation = {},
): Promise<void> {
  expect(await seen(page, url, token)).toEqual({
    server: who,
    client: who,
    me: [200, who],
    ...(token ? { token: [200, who] } : {}),
    private: ["/private", who],
  })
}

/** Nobody is, wherever one looks, and `/private` leads elsewhere. */
export async function expectSignedOut(
  page: Page,
  url: string,
  { token = true }: Expectation = {},
): Promise<void> {
  const { private: guarded, ...open } = await seen(page, url, token)
  expect(open).toEqual({
    server: "nobody",
    client: "nobody",
    me: [401, null],
    ...(token ? { token: [401, null] } : {}),
  })
  expect(guarded[0]).not.toBe("/private")
  expect(guarded[1]).toBeNull()
}

async function seen(page: Page, url: string, token: boolean) {
  await page.goto(`${url}/`)
  const client = page.getByTestId("client-who").filter({ hasNotText: "…" })
  await client.waitFor()
  return {
    server: await page.getByTestId("server-who").textContent(),
    client: await client.textContent(),
    me: await ask(page, `${url}/api/me`),
    ...(token ? { token: await ask(page, `${url}/api/token`) } : {}),
    private: await guarded(page, url),
  }
}

async function ask(page: Page, address: string): Promise<[number, unknown]> {
  const response = await page.context().request.get(address)
  const { who } = (await response.json()) as { who: unknown }
  return [response.status(), who]
}

async function guarded(page: Page, url: string): Promise<[string, string | null]> {
  await page.goto(`${url}/private`)
  const who = page.getByTestId("server-who")
  const text = (await who.count()) > 0 ? await who.textContent() : null
  return [new URL(page.url()).pathname, text]
}

/** The cookie that holds the session. */
export async function sessionCookie(
  { context }: Visitor,
  name: string = "next-auth.session-token",
): Promise<Cookie> {
  const found = (await context.cookies()).find((cookie) => cookie.name === name)
  if (!found) throw new Error(`no cookie ${name}`)
  return found
}

/** Signs out on the home page. */
export async function signOut(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`, { waitUntil: "networkidle" })
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByTestId("client-who").filter({ hasText: "nobody" }).waitFor()
}
