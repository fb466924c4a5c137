/** Pain 28: links that programs follow before the person does. A real browser shows it in test/browser/mailed-links. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { Auth } from "../../src/doors/core/index.ts"
import { Browser, locationOf, SECRET, v4, v5 } from "../support/browser.ts"
import { silent } from "../support/next-app.ts"

function setUp(door = v5): { browser: Browser; urls: string[] } {
  const urls: string[] = []
  const email = {
    id: "email",
    name: "E-mail",
    type: "email" as const,
    sendVerificationRequest: ({ url }: { url: string }) => void urls.push(url),
  }
  const config = { providers: [email], adapter: MemoryAdapter(), logger: silent }
  return { browser: new Browser(config, { door }), urls }
}

describe.each([
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a mailed link through %s", (_, door) => {
  it.each([
    { "sec-purpose": "prefetch" },
    { "sec-purpose": "prefetch;prerender" },
    { purpose: "prefetch" },
    { "x-purpose": "preview" },
    { "x-moz": "prefetch" },
  ])("pain 28: is not used up by what is loaded ahead in the asking browser: %j", async (ahead) => {
    const { browser, urls } = setUp(door)
    await browser.post("/signin/email", { email: "ada@example.com", callbackUrl: "/in" })
    const page = await browser.get(urls[0]!, ahead as unknown as Record<string, string>)
    expect(page.status).toBe(200)
    expect(await browser.session()).toEqual(door.compat === 4 ? {} : null)
    expect(locationOf(await browser.get(urls[0]!)).href).toBe("https://app.example/in")
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("pain 28: is not used up by HEAD, nor by any number of GETs from elsewhere", async () => {
    const { browser, urls } = setUp(door)
    await browser.post("/signin/email", { email: "ada@example.com", callbackUrl: "/in" })
    const scanner = new Browser(browser.config, { door })
    for (const method of ["HEAD", "GET", "OPTIONS", "GET"]) {
      await scanner.send(urls[0]!, { method })
    }
    // Nor by a form without the token that only the page has.
    const body = new URL(urls[0]!).searchParams
    await scanner.send("/callback/email", { method: "POST", body })
    expect(scanner.names().some((name) => name.includes("session-token"))).toBe(false)
    expect(locationOf(await browser.get(urls[0]!)).href).toBe("https://app.example/in")
  })
})

it("pain 28: the same by Auth of @auth/core", async () => {
  const { browser, urls } = setUp(v5)
  await browser.post("/signin/email", { email: "ada@example.com" })
  const { raw: _, ...config } = { ...browser.config, secret: SECRET }
  const response = await Auth(new Request(urls[0]!), config)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('method="post"')
  expect(locationOf(await browser.get(urls[0]!)).pathname).toBe("/")
})
