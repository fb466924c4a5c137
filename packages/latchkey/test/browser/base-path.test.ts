import { get } from "node:http"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type BasePathApp, startBasePathApp } from "./support/base-path-app.ts"
import { startBrowser } from "./support/browser.ts"

let app: BasePathApp
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  app = await startBasePathApp()
  browser = await startBrowser()
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

const at = (path: string, host = "localhost"): string => `http://${host}:${app.port}${path}`
const press = (name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click()

async function who(path = "/app", host?: string): Promise<string> {
  await page.goto(at(path, host))
  await page.getByTestId("who").filter({ hasText: /./ }).waitFor()
  return (await page.getByTestId("who").textContent()) ?? ""
}

describe("pain 27: basePath of next.config, and nothing else said", () => {
  it("pain 27: the client finds the routes, and comes back below the base path", async () => {
    expect(await who("/app/client")).toBe("nobody")
    await press("Enter")
    await page.waitForURL(at("/app/inside"))
    expect(await who("/app/client")).toBe("Grace")
    await press("Leave")
    await page.waitForURL(at("/app"))
    expect(await who("/app/client")).toBe("nobody")
  })

  it("pain 27: server actions redirect below the base path", async () => {
    await page.goto(at("/app"))
    await press("Enter")
    await page.waitForURL(at("/app/inside"))
    expect(await who()).toBe("Ada")
    await press("Leave")
    await page.getByText("nobody").waitFor()
    expect(page.url()).toBe(at("/app"))
    expect(await who()).toBe("nobody")
  })

  it("pain 27: a proxy sends to the built-in page, whose form works and leads back", async () => {
    await page.goto(at("/app/inside"))
    await page.waitForURL(at("/app/api/auth/signin?**"))
    await page.getByLabel("name").fill("Lin")
    await page.locator("form button").click()
    await page.waitForURL(at("/app/inside"))
    expect(await who()).toBe("Lin")
    await page.goto(at("/app/client"))
    await press("Choose")
    await page.waitForURL(at("/app/api/auth/signin?**"))
  })
})

describe("pain 5: Next.js behind a proxy that ends TLS", () => {
  /** Where the server sends whoever comes through the proxy. */
  function sentTo(path: string): Promise<string | undefined> {
    const headers = { host: "www.example", "x-forwarded-proto": "https" }
    return new Promise((done, fail) => {
      const options = { host: "127.0.0.1", port: app.port, path, headers }
      get(options, (answer) => {
        answer.resume()
        done(answer.headers.location)
      }).on("error", fail)
    })
  }

  it("pain 5: a handler and a proxy redirect to the host that people see", async () => {
    expect(await sentTo("/app/api/away")).toBe("https://www.example/app/login")
    const signIn = new URL((await sentTo("/app/inside"))!)
    expect(signIn.origin + signIn.pathname).toBe("https://www.example/app/api/auth/signin")
    expect(signIn.searchParams.get("callbackUrl")).toBe("https://www.example/app/inside")
  })
})

describe("pain 26: one domain for a session", () => {
  it("pain 26: signed in on one host is signed in on its sibling, and signed out on both", async () => {
    await page.goto(at("/app", "one.team.localhost"))
    await press("Enter")
    await page.waitForURL(at("/app/inside", "one.team.localhost"))
    expect(await who("/app/client", "two.team.localhost")).toBe("Ada")
    await press("Leave")
    await page.waitForURL(at("/app", "two.team.localhost"))
    expect(await who("/app", "one.team.localhost")).toBe("nobody")
  })

  it("pain 26: a server action signs out of both, where a cookie of the host alone lies beside it", async () => {
    const host = "one.team.localhost"
    await page.goto(at("/app", host))
    await press("Enter")
    await page.waitForURL(at("/app/inside", host))
    const session = async (): Promise<{ value: string; domain: string }[]> =>
      (await context.cookies()).filter(({ name }) => name.endsWith("session-token"))
    const [cookie] = await session()
    expect(cookie!.domain).toBe(".team.localhost")
    await context.addCookies([
      { name: "authjs.session-token", value: cookie!.value, url: at("/", host) },
    ])
    expect(await session()).toHaveLength(2)
    await page.goto(at("/app", host))
    await press("Leave")
    await page.getByText("nobody").waitFor()
    expect(await session()).toEqual([])
  })
})
