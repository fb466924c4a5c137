/** What a request may say, and what is decided without asking it. */
import fc from "fast-check"
import { afterEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import { encode, getToken } from "../../src/jwt/index.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { silent } from "../support/next-app.ts"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name }) => ({ id: String(name), name: String(name) }),
}
const mails: string[] = []
const email: EmailConfig = {
  id: "email",
  name: "E-mail",
  type: "email",
  sendVerificationRequest: ({ url }) => void mails.push(url),
}
const config = (more: Partial<AuthConfig> = {}): Partial<AuthConfig> => ({
  providers: [credentials, email],
  adapter: MemoryAdapter(),
  session: { strategy: "jwt" },
  logger: silent,
  ...more,
})
const signedIn = async (browser: Browser, name: string): Promise<Browser> => {
  await browser.post("/callback/credentials", { name })
  return browser
}
afterEach(() => vi.restoreAllMocks())

/** @see ADV-AJ13 */
describe("ADV-AJ13: an Authorization header", () => {
  const read = (authorization: string): Promise<unknown> =>
    getToken({ req: { headers: { authorization } }, secret: SECRET })

  it.each(["Bearer %", "Bearer %A", "Bearer %ZZ", "Bearer ", "Bearer", "bearer %c3%28", " ", "%"])(
    "of %j is nobody's",
    async (authorization) => {
      expect(await read(authorization)).toBeNull()
      const headers = { authorization }
      const answer = await new Browser(config()).get("/session", headers)
      expect([answer.status, await answer.json()]).toEqual([200, null])
    },
  )

  it("is read where it is right", async () => {
    const salt = "__Host-latchkey.session-token"
    const token = await encode({ token: { sub: "ada" }, secret: SECRET, salt })
    const params = { secret: SECRET, salt, cookieName: salt }
    const headers = { authorization: `Bearer ${token}` }
    expect(await getToken({ req: { headers }, ...params })).toMatchObject({ sub: "ada" })
  })

  it("throws for no text", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        expect(await read(`Bearer ${Buffer.from(bytes).toString("latin1")}`)).toBeNull()
      }),
      { numRuns: 300 },
    ))
})

/** Sessions that can be listed and ended, so that each route below has something to do. */
const listed = (): Partial<AuthConfig> =>
  config({ session: { strategy: "jwt", revocable: true, records: true } })

/** Routes that act by a POST, with what makes them act. What unlinks accounts is tried beside them, where there are any. */
const posts: readonly (readonly [string, Record<string, string>])[] = [
  ["/signin/email", { email: "eve@example.com" }],
  ["/callback/credentials", { name: "eve" }],
  ["/session", { data: "x" }],
  ["/signout", {}],
  ["/sessions", { which: "all" }],
]

/** @see ADV-BA05 */
describe("ADV-BA05: a form of another site", () => {
  it.each(posts)("changes nothing by %s, whatever token it has", async (path, fields) => {
    const browser = await signedIn(new Browser(listed()), "ada")
    const before = new Map(browser.cookies)
    mails.length = 0
    const stranger = new Browser(config())
    const evil = { origin: "https://evil.example", "sec-fetch-site": "cross-site" }
    for (const csrfToken of ["", await stranger.csrfToken(), await browser.csrfToken()]) {
      await browser.post(path, { ...fields, csrfToken }, evil)
      expect(mails).toEqual([])
      expect(await browser.session()).toMatchObject({ user: { name: "ada" } })
      expect(browser.cookies.get("__Host-latchkey.session-token")).toEqual(
        before.get("__Host-latchkey.session-token"),
      )
    }
  })
})

/** @see ADV-BA06, ADV-BA30 */
describe("ADV-BA06: an id in a request", () => {
  const claims = {
    userId: "ada-lovelace",
    id: "ada-lovelace",
    sub: "ada-lovelace",
    role: "admin",
    permissions: "*",
  }

  it.each(posts.filter(([path]) => !/callback|signin/.test(path)))(
    "makes nobody somebody by %s",
    async (path, fields) => {
      const shared = listed()
      const ada = await signedIn(new Browser(shared), "ada-lovelace")
      const nobody = new Browser(shared)
      const answer = await nobody.post(path, { ...claims, ...fields })
      expect(answer.status).toBeLessThan(500)
      expect(JSON.stringify(await answer.text())).not.toContain("ada-lovelace")
      expect(await nobody.session()).toBeNull()
      expect(await ada.session()).toMatchObject({ user: { name: "ada-lovelace" } })
    },
  )

  it("makes one person no other, in a session's update", async () => {
    const eve = await signedIn(new Browser(config()), "eve")
    await eve.post("/session", { ...claims, data: JSON.stringify(claims) })
    const session = await eve.session()
    expect(session).toMatchObject({ user: { id: "eve" } })
    expect(JSON.stringify(session)).not.toMatch(/ada-lovelace|admin/)
  })
})

/** @see ADV-BA07 */
it("ADV-BA07: a cookie that is not sealed ends nobody's session", async () => {
  const shared = listed()
  const ada = await signedIn(new Browser(shared), "ada")
  const name = "__Host-latchkey.session-token"
  const { value } = ada.cookies.get(name)!
  const forgeries = [value.slice(0, -2) + (value.endsWith("AA") ? "BB" : "AA"), "ada", `${name}=x`]
  for (const forged of forgeries) {
    const eve = new Browser(shared)
    eve.cookies.set(name, { value: forged, attributes: "" })
    await eve.post("/signout")
    await eve.post("/sessions", { which: "all" })
    expect(await ada.session()).toMatchObject({ user: { name: "ada" } })
  }
})

/** @see ADV-NX07 */
it.each([own, v5, v4])("ADV-NX07: no request goes where a header says (door %#)", async (door) => {
  const asked: string[] = []
  vi.spyOn(globalThis, "fetch").mockImplementation((input) => {
    asked.push(String(input instanceof Request ? input.url : input))
    return Promise.reject(new Error("no network here"))
  })
  const headers = {
    "x-forwarded-host": "evil.example",
    forwarded: "host=evil.example;proto=http",
    "x-original-url": "http://evil.example/",
    "x-rewrite-url": "http://evil.example/",
    "x-middleware-rewrite": "http://evil.example/",
    upgrade: "websocket",
  }
  const browser = new Browser(config({ url: "https://app.example" } as never), { door })
  for (const path of ["/session", "/csrf", "/providers", "/signin", "/error", "/verify-request"]) {
    expect((await browser.get(path, headers)).status).toBeLessThan(500)
  }
  await browser.post("/callback/credentials", { name: "ada" }, headers)
  expect(asked.filter((url) => url.includes("evil"))).toEqual([])
})

/** @see ADV-PS01, ADV-PS02 */
describe("ADV-PS01: a session that was there before the sign-in", () => {
  it.each(["jwt", "database"] as const)(
    "is another one after it, and ended (%s)",
    async (strategy) => {
      const shared = config({ session: { strategy, revocable: true } as never })
      const name = "__Host-latchkey.session-token"
      const enter = async (browser: Browser, who: string): Promise<string> => {
        await browser.post("/signin/email", { email: `${who}@example.com` })
        expect(locationOf(await browser.get(mails.at(-1)!)).href).not.toContain("error")
        return browser.cookies.get(name)!.value
      }
      const browser = new Browser(shared)
      const planted = "chosen-by-an-attacker-and-of-good-length"
      browser.cookies.set(name, { value: planted, attributes: "" })
      const first = await enter(browser, "eve")
      expect(first).not.toBe(planted)
      const second = await enter(browser, "ada")
      expect(second).not.toBe(first)
      const old = new Browser(shared)
      old.cookies.set(name, { value: first, attributes: "" })
      expect(await old.session()).toBeNull()
      expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    },
  )
})
