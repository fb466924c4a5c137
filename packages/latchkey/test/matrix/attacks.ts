import { randomToken } from "../../src/crypto/index.ts"
import type { Browser } from "../support/browser.ts"

const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const tail = (): string => `.${randomToken(12)}.${randomToken(60)}.${randomToken(16)}`

/** Sends one request that names a key; the kid is made up unless one is given. */
export type Attack = (browser: Browser, kid?: string) => Promise<Response>

export const sealed =
  (cookie: string, path: string): Attack =>
  (browser, kid = randomToken(6)) => {
    const token = `${json({ alg: "dir", enc: "A256GCM", kid })}.${tail()}`
    return browser.send(path, { headers: { cookie: `${cookie}=${token}` } })
  }

const form = (browser: Browser, path: string, fields: Record<string, string>, cookie: string) =>
  browser.send(path, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  })

/** The form that a browser has open. */
const forms = new WeakMap<Browser, string>()

export const attacks: Record<string, Attack> = {
  "a session cookie": sealed("__Host-latchkey.session-token", "/session"),
  "a state cookie": sealed("__Host-latchkey.state", "/callback/local?code=x&state=y"),
  "a note of a mailed link": sealed(
    "__Host-latchkey.email",
    "/callback/email?token=x&email=a@b.example",
  ),
  "a CSRF cookie": (browser, kid = randomToken(6)) => {
    const csrfToken = randomToken()
    const cookie = `__Host-latchkey.csrf-token=${csrfToken}|${kid}.${randomToken()}`
    return form(browser, "/session", { csrfToken }, cookie)
  },
  "a mailed token": async (browser, kid = randomToken(6)) => {
    const csrfToken = forms.get(browser) ?? (await browser.csrfToken())
    forms.set(browser, csrfToken)
    const token = `${kid}.${randomToken()}`
    return browser.post("/callback/email", { csrfToken, token, email: "ada@example.com" })
  },
}
