import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import { Browser, locationOf, own, v5 } from "../support/browser.ts"

const quiet = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const email: EmailConfig = {
  id: "email",
  name: "E-mail",
  type: "email",
  sendVerificationRequest: () => {},
}
const browserOf = (door = own): Browser =>
  new Browser(
    {
      providers: [credentials, email],
      adapter: MemoryAdapter(),
      session: { strategy: "jwt" },
      logger: quiet,
    },
    { door },
  )

async function signedIn(): Promise<Browser> {
  const browser = browserOf()
  await browser.post("/callback/credentials")
  return browser
}

describe("paths and methods", () => {
  /** @see OBS-AJ6 PP-5 */
  it.each([
    ["/", 404],
    ["", 404],
    ["//session", 404],
    ["/session/", 404],
    ["/session/x", 404],
    ["/Session", 404],
    ["/%73ession", 404],
    ["/x/../session%2f", 404],
    ["/session%00", 404],
    ["/nothing", 404],
    ["/__proto__", 404],
    ["/constructor", 404],
    ["/signin/a/b", 404],
    ["x/session", 404],
  ])("GET %j answers %i", async (path, status) => {
    const response = await (await signedIn()).get(path)
    expect(response.status).toBe(status)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])(
    "%s answers 405 and says what is allowed",
    async (method) => {
      const response = await browserOf().send("/session", { method })
      expect(response.status).toBe(405)
      expect(response.headers.get("allow")).toBe("GET, POST")
      expect(response.headers.get("access-control-allow-origin")).toBeNull()
    },
  )

  it("under the door both are 400, as there", async () => {
    expect((await browserOf(v5).get("/nothing")).status).toBe(400)
    expect((await browserOf(v5).send("/session", { method: "HEAD" })).status).toBe(400)
  })

  it.each(["__proto__", "constructor", "toString", "nobody", "undefined"])(
    "no provider is called %s",
    async (id) => {
      const browser = browserOf()
      for (const response of [
        await browser.post(`/signin/${id}`),
        await browser.get(`/callback/${id}`),
      ]) {
        expect(response.status).toBeLessThan(500)
        expect(locationOf(response).pathname).toMatch(/^\/auth\/(error|signin)$/)
      }
    },
  )
})

describe("bodies", () => {
  /** @see PP-2 CS-6 BCP-24 */
  it.each([
    ["application/json", "{bad", 400],
    ["application/json", "[1]", 400],
    ["application/json", '"text"', 400],
    ["application/json", "null", 400],
    ["application/json", "\ufeff{}", 400],
    ["application/json", `${"[".repeat(100_000)}`, 400],
    ["application/json", `{"a":"${"x".repeat(1_100_000)}"}`, 413],
    ["application/x-www-form-urlencoded", "csrfToken=1&csrfToken=2", 400],
    ["text/plain", "csrfToken=1", 415],
    ["multipart/form-data; boundary=x", "--x--", 415],
  ])("%s %.20j answers %i, and the session stays", async (type, body, status) => {
    const browser = await signedIn()
    for (const path of ["/session", "/signin/email", "/callback/credentials", "/signout"]) {
      const headers = { "content-type": type }
      const response = await browser.send(path, { method: "POST", headers, body })
      expect(response.status).toBe(status)
    }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  /** @see PP-1 PP-3 */
  it("no key of a body becomes a prototype, and no extra field becomes a right", async () => {
    const browser = await signedIn()
    const csrfToken = await browser.csrfToken()
    const text = `{"csrfToken":${JSON.stringify(csrfToken)},"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"data":{"role":"admin","sub":"1"}}`
    const headers = { "content-type": "application/json" }
    const response = await browser.send("/session", { method: "POST", headers, body: text })
    expect(await response.json()).toMatchObject({ user: { id: "7" } })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(await browser.session()).not.toHaveProperty("role")
  })
})

describe("callbackUrl", () => {
  const hostile = [
    "//evil.example",
    "https://evil.example",
    "https:evil.example",
    "https://app.example@evil.example/",
    "https://app.example.evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    ".evil.com",
    "https://",
    "undefined",
    "https://[",
    "%",
    "/a\r\nSet-Cookie: x=1",
    "/\u010d\u010a",
    "blob:https://app.example/x",
    "x".repeat(12_000),
  ]

  /** @see ADV-AJ02 ADV-AJ03 ADV-AJ04 OBS-AJ3 OBS-AJ4 OBS-AJ7 */
  it.each(hostile)(
    "hostile address %# goes nowhere but home, on every route",
    async (callbackUrl) => {
      const browser = browserOf()
      const query = new URLSearchParams({ callbackUrl })
      const answers = [
        await browser.get(`/signin?${query}`),
        await browser.get(`/signout?${query}`),
        await browser.get(`/error?${query}`),
        await browser.post("/signout", { callbackUrl }),
        await browser.post("/signin/nobody", { callbackUrl }),
        await browser.post("/callback/credentials", { callbackUrl }),
        await browser.send("/signin", {
          headers: { cookie: `__Host-latchkey.callback-url=${encodeURIComponent(callbackUrl)}` },
        }),
      ]
      for (const answer of answers) {
        expect(answer.status).toBeLessThan(500)
        const location = answer.headers.get("location")
        if (location) expect(new URL(location).origin).toBe("https://app.example")
        for (const line of answer.headers.getSetCookie()) {
          expect(line.length).toBeLessThanOrEqual(4096)
          // With the dot: a random token may well hold the word.
          expect(decodeURIComponent(line)).not.toMatch(/evil\.(example|com)/)
        }
        expect(await answer.text()).not.toMatch(/evil\.(example|com)/)
      }
    },
  )

  it("keeps a place of ours, and a foreign one only where the application says so", async () => {
    const browser = browserOf()
    expect(locationOf(await browser.post("/signout", { callbackUrl: "/a?b=c#d" })).href).toBe(
      "https://app.example/a?b=c#d",
    )
    browser.config = { ...browser.config, callbacks: { redirect: ({ url }) => url } }
    const foreign = { callbackUrl: "https://other.example/x" }
    expect(locationOf(await browser.post("/signout", foreign)).href).toBe("https://other.example/x")
    const bad = { callbackUrl: "javascript:alert(1)" }
    expect(locationOf(await browser.post("/signout", bad)).origin).toBe("https://app.example")
  })
})

describe("headers", () => {
  /** @see HH-1 HH-2 ADV-AJ16 */
  it.each([
    "evil.example, app.example",
    "app.example@evil.example",
    "app.example/evil",
    "evil.example:99999",
    "",
    " ",
    "app.example#",
  ])("a forwarded host of %j is never believed", async (host) => {
    const browser = browserOf()
    const { trustHost: _, ...rest } = browser.config
    browser.config = { ...rest, trustHost: ["app.example"], env: { NODE_ENV: "production" } }
    const answer = await browser.get("/providers", { "x-forwarded-host": host })
    expect(answer.status).toBeLessThan(500)
    expect(await answer.text()).not.toContain("evil")
  })

  it("an explicit URL wins over every header", async () => {
    const browser = browserOf()
    browser.config = { ...browser.config, url: "https://app.example/auth" }
    const text = await (
      await browser.get("/providers", {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "http",
      })
    ).text()
    expect(text).toContain("https://app.example/auth/signin/credentials")
    expect(text).not.toContain("evil")
  })

  /** @see CK-07 CK-08 ADV-AJ13 */
  it.each([
    "%",
    "__Host-latchkey.session-token=%",
    "__Host-latchkey.session-token=",
    "=x; ; ;;; a",
    "__proto__=1; constructor=2",
    "__Host-latchkey.csrf-token=|; __Host-latchkey.csrf-token=%7C",
    "\u00e9=\u00e9",
    `x=${"y".repeat(20_000)}`,
    `__Host-latchkey.session-token=${"A".repeat(100_000)}`,
    `__Host-latchkey.session-token=${"e30.".repeat(4)}e30`,
  ])("a cookie header of %.40j is nobody's, and breaks nothing", async (cookie) => {
    for (const path of ["/session", "/csrf", "/signin", "/providers"]) {
      const response = await browserOf().get(path, { cookie })
      expect(response.status).toBe(200)
    }
    expect(await (await browserOf().get("/session", { cookie })).json()).toBeNull()
  })

  it("every answer is kept to itself", async () => {
    for (const path of ["/session", "/csrf", "/signin", "/signout", "/error", "/nothing"]) {
      const { headers } = await browserOf().get(path)
      expect(headers.get("cache-control")).toContain("no-store")
      expect(headers.get("x-content-type-options")).toBe("nosniff")
      expect(headers.get("x-frame-options")).toBe("DENY")
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
      expect(headers.get("access-control-allow-origin")).toBeNull()
    }
  })
})

describe("pages", () => {
  it("error codes give the right status and no markup of the sender's", async () => {
    const browser = browserOf()
    for (const [error, status] of [
      ["Configuration", 500],
      ["AccessDenied", 403],
      ["Verification", 403],
      ["Other", 200],
      ["<script>alert(1)</script>", 200],
    ] as const) {
      const answer = await browser.get(`/error?${new URLSearchParams({ error })}`)
      expect(answer.status).toBe(status)
      expect(await answer.text()).not.toContain("<script")
    }
  })

  it("a page of the application's own is gone to with what it needs", async () => {
    const browser = browserOf()
    const pages = { signIn: "/login", signOut: "/out", error: "/oops", verifyRequest: "/mail" }
    browser.config = { ...browser.config, pages }
    const go = async (path: string): Promise<string> => locationOf(await browser.get(path)).href
    expect(await go("/signin?callbackUrl=/in&error=AccessDenied")).toBe(
      "https://app.example/login?callbackUrl=https%3A%2F%2Fapp.example%2Fin&error=AccessDenied",
    )
    expect(await go("/signout")).toBe("https://app.example/out")
    expect(await go("/error?error=Verification")).toBe(
      "https://app.example/oops?error=Verification",
    )
    expect(await go("/verify-request?provider=email")).toBe(
      "https://app.example/mail?provider=email",
    )
    const refused = await browser.post("/callback/credentials", { csrfToken: "x".repeat(43) })
    expect(locationOf(refused).href).toBe("https://app.example/login?error=MissingCSRF")
  })

  it("a redirect can be had as JSON, where fetch can't see one", async () => {
    const browser = browserOf()
    const headers = { "x-auth-return-redirect": "1" }
    const answer = await browser.post("/callback/credentials", { callbackUrl: "/in" }, headers)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ url: "https://app.example/in" })
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })
})
