/** Too many wrong passwords, as a person sees it: on the built-in page, and in the demo. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Browser, Page } from "playwright-core"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { signInWithPassword, startBrowser, whoIsIn } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"
import { type PasskeySite, startPasskeySite } from "./support/passkey-site.ts"

const silent = { error() {}, warn() {}, debug() {}, info() {} }
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Password",
  type: "credentials",
  credentials: { username: { label: "Name" }, password: { label: "Password", type: "password" } },
  authorize: ({ username, password }) =>
    password === "right" ? { id: "1", name: String(username) } : null,
}

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

const tab = async (): Promise<Page> => (await browser.newContext()).newPage()

describe("RL-1: the built-in page", () => {
  let site: PasskeySite
  beforeAll(async () => {
    site = await startPasskeySite({
      providers: [credentials],
      adapter: MemoryAdapter(),
      session: { strategy: "jwt" },
      secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
      logger: silent,
    })
  })
  afterAll(() => site?.close())

  async function type(page: Page, password: string): Promise<string> {
    await page.goto(`${site.url}/auth/signin?callbackUrl=/`)
    await page.getByLabel("Name").fill("Ada")
    await page.getByLabel("Password").fill(password)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.waitForURL((url) => url.pathname === "/" || url.searchParams.has("error"))
    if (new URL(page.url()).pathname === "/") return "in"
    return (await page.getByRole("alert").textContent())!.trim()
  }

  it("RL-1: says that there were too many, after ten; the right password does not help", async () => {
    const page = await tab()
    for (let n = 0; n < 10; n++) expect(await type(page, "wrong")).toContain("don’t match")
    expect(await type(page, "wrong")).toContain("too many attempts")
    expect(await type(page, "right")).toContain("too many attempts")
    await page.context().close()
  })

  it("RL-7: a browser in which somebody signed in before is let in all the same", async () => {
    const page = await tab()
    await page.goto(`${site.url}/auth/signin`)
    // Ada has none left, by the test before; Grace signs in, and is attacked afterwards.
    const as = async (name: string, password: string, by: Page): Promise<number> => {
      const form = { username: name, password, callbackUrl: "/" }
      const api = by.context().request
      const { csrfToken } = await (await api.get(`${site.url}/auth/csrf`)).json()
      const answer = await api.post(`${site.url}/auth/callback/credentials`, {
        form: { ...form, csrfToken },
        headers: { "x-auth-return-redirect": "1", origin: site.url },
      })
      return answer.status()
    }
    expect(await as("Grace", "right", page)).toBe(200)
    const cookies = await page.context().cookies()
    expect(cookies.find(({ name }) => name.endsWith("device"))).toMatchObject({
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
    })
    const attacker = await tab()
    for (let n = 0; n < 10; n++) await as("Grace", "wrong", attacker)
    expect(await as("Grace", "right", attacker)).toBe(429)
    expect(await as("Grace", "right", page)).toBe(200)
    await page.context().close()
    await attacker.context().close()
  })
})

describe("RL-1: the demo", () => {
  let app: DemoApp
  beforeAll(async () => {
    const env = { AUTH_SECRET: "q9Lw2Zt7Vb4Xc6Nm8Pk1Hj3Gf5Ds0AaYyUuIiOoEeRr" }
    app = await startDemo({ mode: "start", env })
  })
  afterAll(() => app?.stop())

  it("RL-1: says how long to wait, and stays closed to the right password", async () => {
    const page = await tab()
    const alert = page.getByRole("main").getByRole("alert")
    for (let n = 0; n < 10; n++) {
      await page.goto(`${app.url}/`)
      await signInWithPassword(page, "wrong")
      await alert.waitFor()
      expect(await alert.textContent()).toContain("don’t match")
    }
    for (const password of ["wrong", "demo-password"]) {
      await page.goto(`${app.url}/`)
      await signInWithPassword(page, password)
      await alert.waitFor()
      expect(await alert.textContent()).toMatch(/too many attempts. Try again in \d+ min/)
    }
    expect(await whoIsIn(page, app.url)).toBe("Signed out")
    await page.context().close()
  })
})
