/** Text that would become a header, an attribute of a cookie, markup or a script. */
import { createTransport } from "nodemailer"
import { beforeAll, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import { markup } from "../data/markup.ts"
import { elementsOf, expectSafe } from "./support/oracle.ts"
import { methodOf, sendTo } from "./support/requests.ts"
import { routeRows } from "./support/routes-table.ts"
import { BASE_PATH, doors, ORIGIN, own, siteOf, type Visitor } from "./support/site.ts"

const breaks: readonly string[] = [
  "x\r\nSet-Cookie: evil=1",
  "x\r\nX-Evil: 1\r\n\r\n<script>",
  "x\nX-Evil: 1",
  "x\rX-Evil: 1",
  "x\0X-Evil: 1",
  "x\u560d\u560aX-Evil: 1",
  "x\u010d\u010aX-Evil: 1",
  "x%0d%0aX-Evil: 1",
  "x%E5%98%8D%E5%98%8AX-Evil: 1",
  "x\u2028X-Evil: 1",
  "x\u0085X-Evil: 1",
  "x\u000bX-Evil: 1",
  "x; Domain=evil.com",
  "x; Path=/; SameSite=None; evil=1",
  "x, evil=1",
  "/x\r\nSet-Cookie: evil=1",
  "/x; Domain=evil.com",
  `${ORIGIN}/x\r\nX-Evil: 1`,
]

/** All that our answers have, and no other. */
const usual = new Set(
  (
    "allow cache-control content-security-policy content-type cross-origin-opener-policy cross-origin-resource-policy expires " +
    "location pragma referrer-policy retry-after set-cookie strict-transport-security x-content-type-options x-frame-options"
  ).split(" "),
)
const attributes =
  /^(?:Max-Age=\d+|Path=\/[\w/]*|Expires=[\w, :]+|HttpOnly|Secure|SameSite=(?:Lax|None))$/

function expectPlainHeaders({ headers }: Response, what: string): void {
  for (const [name, value] of headers) {
    expect(usual, what).toContain(name)
    expect(value, what).toMatch(/^[\x20-\x7e]*$/)
  }
  for (const line of headers.getSetCookie()) {
    const [pair, ...rest] = line.split("; ")
    expect(pair, what).toMatch(
      /^(?:__Host-|__Secure-)(?:latchkey|authjs|next-auth)\.[\w.-]+=[^\s;,"]*$/,
    )
    for (const attribute of rest) expect(attribute, what).toMatch(attributes)
  }
}

describe.each(doors)("HI-1, HI-2: headers and cookies, through %s", (_, door) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = siteOf().visitor(door)
    await visitor.signIn()
    await visitor.csrfToken()
  })

  it.each(breaks)(
    "%j adds no header, no cookie and no attribute, on any route or name",
    async (text) => {
      for (const row of routeRows) {
        const carrier = methodOf(row) === "POST" ? "form" : "query"
        for (const name of row.names.filter((one) => one !== "csrfToken")) {
          const answer = await sendTo(visitor, row, { carrier, fields: { [name]: text } })
          expectPlainHeaders(answer, `${row.route} ${name}`)
          await expectSafe(answer, `${ORIGIN}${BASE_PATH}${row.path}`, `${row.route} ${name}`)
        }
      }
    },
  )

  it.each(breaks)("%j of the application's own callbacks neither", async (text) => {
    const callbacks: NonNullable<AuthConfig["callbacks"]>[] = [
      { redirect: () => text },
      { signIn: () => text },
    ]
    for (const one of callbacks) {
      const browser = siteOf({ callbacks: one }).visitor(door)
      for (const answer of [
        await browser.signIn(),
        await browser.post("/signout"),
        await browser.through(),
      ]) {
        expect(answer.status).toBeLessThan(500)
        expectPlainHeaders(answer, "callback")
      }
    }
  })

  it.each(breaks)("%j as the code of refused credentials neither", async (text) => {
    const refuse = (): never => {
      throw Object.assign(new Error(text), {
        type: "CredentialsSignin",
        name: "CredentialsSignin",
        kind: "signIn",
        code: text,
      })
    }
    const credentials = {
      id: "credentials",
      name: "C",
      type: "credentials",
      credentials: {},
      authorize: refuse,
    } as const
    const answer = await siteOf({ providers: [credentials] })
      .visitor(door)
      .signIn()
    expect(answer.status).toBeLessThan(500)
    expectPlainHeaders(answer, "code")
    await expectSafe(answer, ORIGIN, "code")
  })
})

const allowed = new Set(
  "html head meta title style body main img h1 h2 p form input button span div label footer a section code pre strong bdi script noscript".split(
    " ",
  ),
)
const urls = new Set(["href", "src", "action", "formaction", "data", "poster", "xlink:href"])

/** What a browser makes of a page: our own elements, nothing that runs, nothing that leads to a scheme that does. */
async function expectInert(answer: Response): Promise<void> {
  const elements = elementsOf(await answer.text())
  expect(elements.length).toBeGreaterThan(8)
  for (const { tagName, attrs } of elements) {
    expect(allowed).toContain(tagName)
    for (const { name, value } of attrs) {
      expect(name).not.toMatch(/^on|^srcdoc$|^style$|[^a-z-]/)
      // Browsers drop controls and blanks before they read the scheme (URL §4.4).
      const scheme = /^([a-z][a-z0-9+.-]*):/i
        .exec([...value].filter((one) => one > " ").join(""))?.[1]
        ?.toLowerCase()
      if (urls.has(name) && scheme !== undefined)
        expect(["https", "http", tagName === "img" ? "data" : "https"]).toContain(scheme)
    }
    expect(tagName === "meta" && attrs.some(({ name }) => name === "http-equiv")).toBe(false)
  }
  expect(
    elements.filter(({ tagName }) => tagName === "script").every(({ attrs }) => attrs.length === 0),
  ).toBe(true)
  expect(elements.filter(({ tagName }) => tagName === "main")).toHaveLength(1)
  expectPolicy(answer)
}

function expectPolicy({ headers }: Response): void {
  const policy = headers.get("content-security-policy")!
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("base-uri 'none'")
  expect(policy).not.toMatch(/unsafe|\*|script-src (?!'sha256-)/)
  expect(headers.get("x-content-type-options")).toBe("nosniff")
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8")
}

describe("HI-3: pages", () => {
  it("what is looked for would be seen", async () => {
    const page = (text: string): Response =>
      new Response(
        `<!doctype html><html><head><title>x</title></head><body><main><h1>x</h1><p>${text}</p></main></body></html>`,
      )
    const parts = [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "<a href=' java\nscript:alert(1)'>x</a>",
      "<svg/onload=alert(1)>",
    ]
    for (const text of parts)
      await expect(expectInert(page(text)), text).rejects.toThrow(/expected/)
  })

  /** @see ADV-AJ09 ADV-BA04 ADV-SD01 */
  it.each(markup)("%j of a visitor stays text", async (text) => {
    const visitor = siteOf().visitor(own)
    const all = ["error", "email", "callbackUrl", "provider", "code", "ref", "type", "token"].map(
      (name) => [name, text],
    )
    const query = new URLSearchParams(all)
    for (const path of ["/signin", "/signout", "/error", "/verify-request"]) {
      await expectInert(await visitor.get(`${path}?${query}`))
    }
    const link = new URLSearchParams({ token: text, email: "a@b.example", callbackUrl: text })
    await expectInert(await visitor.get(`/callback/email?${link}`))
  })

  it.each(markup)("%j of a configuration stays text", async (text) => {
    const theme = { colorScheme: text as "auto", logo: text, brandColor: text, buttonText: text }
    const style = { logo: text, text, bg: text, brandColor: text }
    const field = { label: text, type: text, placeholder: text, value: text }
    const site = siteOf()
    const providers = site.config.providers!.map((one) => ({ ...one, name: text, style }))
    const forms = {
      id: "forms",
      name: text,
      type: "credentials",
      credentials: { [text]: field, more: field },
      authorize: () => null,
    } as const
    const visitor = siteOf({ theme, providers: [...providers, forms] as never }).visitor(own)
    for (const path of ["/signin", "/signout", "/error", "/verify-request"])
      await expectInert(await visitor.get(path))
  })

  it.each(markup)("%j of an error that developers see stays text", async (text) => {
    const adapter = {
      getUserByAccount: () => Promise.reject(new Error(text)),
      createUser: () => Promise.reject(new Error(text)),
    }
    const site = siteOf({ env: { NODE_ENV: "development" }, useSecureCookies: true })
    site.config.adapter = { ...site.adapter, ...adapter } as never
    const visitor = site.visitor(own)
    const refused = await visitor.through()
    await expectInert(await visitor.get(refused.headers.get("location")!))
    const broken = siteOf({
      env: { NODE_ENV: "development" },
      secret: text,
      callbacks: { redirect: () => text },
    }).visitor(own)
    const answer = await broken.get("/signin")
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8")
    await expectInert(answer)
  })
})

describe("HI-4: mails", () => {
  it.each(markup)("%j stays text, and every link leads to us", async (text) => {
    const sent: string[] = []
    const transport = createTransport({ jsonTransport: true })
    const server = {
      name: "kept",
      version: "1",
      send(
        mail: { data: { html: string; subject: string; text: string } },
        done: (error: null, info: object) => void,
      ) {
        sent.push(mail.data.html, mail.data.subject)
        done(null, {})
      },
    }
    const theme = { colorScheme: text as "auto", logo: text, brandColor: text, buttonText: text }
    const provider = { ...Nodemailer({ server, from: "us@app.example" }), id: "email" }
    const visitor = siteOf({ theme, providers: [provider] }).visitor(own)
    await visitor.post("/signin/email", { email: "ada@example.com", callbackUrl: `/${text}` })
    transport.close()
    const [html, subject] = sent
    expect(subject).toBe("Sign in to app.example")
    for (const { tagName, attrs } of elementsOf(html!)) {
      expect([
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "svg",
        "form",
        "base",
        "link",
        "input",
      ]).not.toContain(tagName)
      for (const { name, value } of attrs) {
        expect(name).not.toMatch(/^on|^srcdoc$/)
        if (name === "href") expect(new URL(value).origin).toBe(ORIGIN)
        if (name === "style") expect(value).not.toMatch(/url\(|expression|javascript|@import/i)
      }
    }
  })
})

describe("HI-5: JSON", () => {
  it.each([...markup, "</script>\u2028\u2029<!--", "\u2028alert(1)"])(
    "%j within a session is JSON to every browser",
    async (text) => {
      const credentials = {
        id: "credentials",
        name: text,
        type: "credentials",
        credentials: {},
        authorize: () => ({ id: "1", name: text, email: text, image: text }),
      } as const
      const visitor = siteOf({ providers: [credentials] }).visitor(own)
      await visitor.signIn()
      const answer = await visitor.get("/session")
      expect(answer.headers.get("content-type")).toBe("application/json")
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
      expect(answer.headers.get("content-security-policy")).toContain("sandbox")
      expect(await answer.json()).toMatchObject({ user: { name: text } })
      const list = await visitor.get("/providers")
      expect(list.headers.get("content-type")).toBe("application/json")
      expect(await list.json()).toMatchObject({ credentials: { name: text } })
    },
  )
})
