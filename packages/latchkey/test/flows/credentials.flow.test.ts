import { describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { LoggerInstance } from "../../src/contracts/logger.ts"
import { CredentialsSignin } from "../../src/errors.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {}, password: { type: "password" } },
  authorize: ({ name, password }) =>
    password === "right" ? { id: "7", name: String(name), email: "ada@example.com" } : null,
}

const logged: string[] = []
const logger: LoggerInstance = {
  error: (error) => void logged.push(`error ${error.name}: ${error.message}`),
  warn: (code, detail) => void logged.push(`warn ${code} ${String(detail)}`),
  debug: () => {},
  info: (message) => void logged.push(`info ${message}`),
}
const config: Partial<AuthConfig> = { providers: [credentials], logger }

describe.each([
  ["latchkey", own, "__Host-latchkey.session-token"],
  ["v5 door", v5, "__Secure-authjs.session-token"],
  ["v4 door", v4, "__Secure-next-auth.session-token"],
] as const)("credentials through %s", (_, door, cookie) => {
  const nobody = door.compat === 4 ? {} : null

  it("signs in, stays in, signs out", async () => {
    const browser = new Browser(config, { door })
    expect(await browser.session()).toEqual(nobody)
    const response = await browser.post("/callback/credentials", {
      name: "Ada",
      password: "right",
      callbackUrl: "/dashboard",
    })
    expect(response.status).toBe(door.compat ? 302 : 303)
    expect(locationOf(response).href).toBe("https://app.example/dashboard")
    expect(browser.names()).toContain(cookie)
    expect(browser.cookies.get(cookie)!.attributes).toMatch(/HttpOnly.*Secure.*SameSite=Lax/)
    expect(await browser.session()).toMatchObject({
      user: { id: "7", name: "Ada", email: "ada@example.com", image: null },
    })
    const left = await browser.post("/signout", { callbackUrl: "/bye" })
    expect(locationOf(left).pathname).toBe("/bye")
    expect(browser.names()).not.toContain(cookie)
    expect(await browser.session()).toEqual(nobody)
  })

  it("says no to a wrong password, and to a form without our token", async () => {
    const browser = new Browser(config, { door })
    const wrong = await browser.post("/callback/credentials", { name: "Ada", password: "wrong" })
    expect(locationOf(wrong).pathname).toBe(`${browser.basePath}/signin`)
    expect(locationOf(wrong).searchParams.get("error")).toBe("CredentialsSignin")
    expect(locationOf(wrong).searchParams.get("code")).toBe("credentials")
    const forged = await browser.post("/callback/credentials", {
      name: "Ada",
      password: "right",
      csrfToken: "0".repeat(64),
    })
    expect(locationOf(forged).searchParams.get("error")).toBe("MissingCSRF")
    expect(browser.names()).not.toContain(cookie)
  })

  it("survives the rotation of the secret, and a rotation finished", async () => {
    const browser = new Browser(config, { door })
    const csrfToken = await browser.csrfToken()
    browser.config = { ...browser.config, secret: ["new-secret-of-thirty-two-characters!", SECRET] }
    await browser.post("/callback/credentials", { name: "Ada", password: "right", csrfToken })
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    browser.config = { ...browser.config, secret: ["new-secret-of-thirty-two-characters!"] }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("an instance that does not know the key says nobody, and clears nothing", async () => {
    const browser = new Browser(config, { door })
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    const kept = browser.cookies.get(cookie)
    const stale = { ...browser.config, secret: "another-secret-of-thirty-two-characters" }
    const fresh = browser.config
    browser.config = stale
    const response = await browser.get("/session")
    expect(await response.json()).toEqual(nobody)
    expect(response.headers.getSetCookie().filter((line) => line.startsWith(cookie))).toEqual([])
    browser.config = fresh
    expect(browser.cookies.get(cookie)).toEqual(kept)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("keeps a session of six kilobytes in chunks, and lets it shrink", async () => {
    let size = 6_000
    const jwt: NonNullable<AuthConfig["callbacks"]>["jwt"] = ({ token }) => ({
      ...token,
      big: "x".repeat(size),
    })
    const browser = new Browser({ ...config, callbacks: { jwt } }, { door })
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    expect(browser.names().filter((name) => name.startsWith(cookie))).toEqual([
      `${cookie}.0`,
      `${cookie}.1`,
      `${cookie}.2`,
    ])
    size = 10
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    expect(browser.names().filter((name) => name.startsWith(cookie))).toEqual([cookie])
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("updates the token with the client's data", async () => {
    const jwt: NonNullable<AuthConfig["callbacks"]>["jwt"] = ({ token, trigger, session }) =>
      trigger === "update" ? { ...token, name: session.name } : token
    const browser = new Browser({ ...config, callbacks: { jwt } }, { door })
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    const send = (csrfToken: string): Promise<Response> =>
      browser.send("/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ csrfToken, data: { name: "Countess" } }),
      })
    expect((await send("wrong")).status).toBe(400)
    expect(await (await send(await browser.csrfToken())).json()).toMatchObject({
      user: { name: "Countess" },
    })
    expect(await browser.session()).toMatchObject({ user: { name: "Countess" } })
  })

  /** @see OBS-AJ1 CH-2 CH-6 */
  it("a stray or sibling cookie changes nothing", async () => {
    const browser = new Browser(config, { door })
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    const value = browser.cookies.get(cookie)!.value
    const strays = [
      `${cookie}.9=z`,
      `${cookie}-x=z`,
      `${cookie}.0=z`,
      `${cookie}.=z`,
      `${cookie}.00=z`,
      `${cookie}=z`,
    ]
    for (const stray of strays) {
      for (const header of [`${stray}; ${cookie}=${value}`, `${cookie}=${value}; ${stray}`]) {
        const response = await browser.get("/session", { cookie: header })
        expect(await response.json(), header.slice(0, 60)).toMatchObject({ user: { name: "Ada" } })
      }
      const alone = await browser.get("/session", { cookie: `${stray}; other=1` })
      expect(await alone.json()).toEqual(nobody)
      expect(alone.headers.getSetCookie().some((line) => line.startsWith(`${cookie}=`))).toBe(false)
    }
  })

  it("an error of the application's is not a password that is wrong", async () => {
    class Locked extends CredentialsSignin {
      override code = "locked"
    }
    for (const [thrown, error, code] of [
      [new Locked(), "CredentialsSignin", "locked"],
      [new TypeError("database down"), "Configuration", null],
    ] as const) {
      const authorize = (): never => {
        throw thrown
      }
      const browser = new Browser(
        { ...config, providers: [{ ...credentials, authorize }] },
        { door },
      )
      const response = await browser.post("/callback/credentials", {
        name: "Ada",
        password: "right",
      })
      expect(locationOf(response).searchParams.get("error")).toBe(error)
      expect(locationOf(response).searchParams.get("code")).toBe(code)
      expect(browser.names()).not.toContain(cookie)
    }
  })
})

describe("under our own name", () => {
  it("a session is written again only when there is a reason", async () => {
    const browser = new Browser(config)
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    expect((await browser.get("/session")).headers.getSetCookie()).toEqual([])
    browser.config = { ...browser.config, session: { updateAge: 0 } }
    expect((await browser.get("/session")).headers.getSetCookie()).toHaveLength(1)
  })

  it("reads the sessions of both generations, re-seals them as they came, and ends them at sign-out", async () => {
    for (const [door, cookie] of [
      [v5, "__Secure-authjs.session-token"],
      [v4, "__Secure-next-auth.session-token"],
    ] as const) {
      const before = new Browser({ ...config, basePath: "/auth" }, { door })
      await before.post("/callback/credentials", { name: "Ada", password: "right" })
      const after = new Browser({ ...config, session: { updateAge: 0 } })
      for (const [name, kept] of before.cookies) after.cookies.set(name, kept)
      expect(await after.session()).toMatchObject({ user: { name: "Ada", id: "7" } })
      expect(after.names()).toContain(cookie)
      expect(after.names()).not.toContain("__Host-latchkey.session-token")
      // Going back: the door still reads what we sealed.
      const back = new Browser({ ...config, basePath: "/auth" }, { door })
      for (const [name, kept] of after.cookies) back.cookies.set(name, kept)
      expect(await back.session()).toMatchObject({ user: { name: "Ada" } })
      await after.post("/signout")
      expect(after.names()).not.toContain(cookie)
    }
  })

  it("refuses a form that another site sent, token or not", async () => {
    const browser = new Browser(config)
    const csrfToken = await browser.csrfToken()
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
      { origin: "null" },
    ]) {
      const fields = { csrfToken, name: "Ada", password: "right" }
      const response = await browser.post("/callback/credentials", fields, headers as never)
      expect(locationOf(response).searchParams.get("error")).toBe("MissingCSRF")
    }
  })

  it("keeps claims of ours out of the callbacks' reach", async () => {
    const seen: unknown[] = []
    const browser = new Browser({
      ...config,
      callbacks: { jwt: ({ token }) => (seen.push(token), { sub: token.sub!, sid: "mine" }) },
    })
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    await browser.session()
    await browser.session()
    expect(seen).toHaveLength(3)
    expect(seen.every((token) => !("lk" in (token as object)))).toBe(true)
    expect(seen[1]).toMatchObject({ sid: "mine" })
  })
})
