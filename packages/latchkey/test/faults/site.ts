import { expect } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, SECRET } from "../support/browser.ts"
import type { Issuer } from "../support/issuer.ts"

/** How sessions are kept. */
export type Strategy = "database" | "revocable"

export const REDIRECT = "https://app.example/auth/callback/local"
/** Seconds: of `revocable`, so short that a test can wait for it. */
export const STALENESS = 2

/** One application on a store. */
export interface Site {
  readonly config: AuthConfig
  readonly errors: Error[]
  /** Asks for a mailed link, and answers it with the browser that did. */
  ask(email: string): Promise<Link>
  /** Someone who is signed in, by a link. */
  enter(email: string): Promise<Browser>
}

export interface Link {
  readonly browser: Browser
  readonly answer: Response
  /** Undefined where none was sent. */
  readonly url: string | undefined
}

export function siteOn(adapter: Adapter, strategy: Strategy, issuer: Issuer): Site {
  const mails = new Map<string, string>()
  const errors: Error[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url, identifier }) => void mails.set(identifier, url),
  }
  /** Whoever is named by their id. */
  const credentials: CredentialsConfig = {
    id: "credentials",
    name: "Credentials",
    type: "credentials",
    credentials: { id: {} },
    authorize: ({ id }) => ({ id: String(id), name: String(id) }),
  }
  const local = OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
  } as never)
  const revocable = { store: adapter.revocations!, refresh: 0.3, staleness: STALENESS }
  const config: AuthConfig = {
    providers: [email, credentials, local],
    adapter,
    secret: SECRET,
    trustHost: true,
    logger: { error: (error) => void errors.push(error), warn: () => {} },
    session:
      strategy === "database"
        ? { strategy: "database", records: true }
        : { strategy: "jwt", records: true, revocable },
  }
  const ask = async (address: string): Promise<Link> => {
    const browser = new Browser(config)
    mails.delete(address)
    const answer = await browser.post("/signin/email", { email: address })
    return { browser, answer, url: mails.get(address) }
  }
  return {
    config,
    errors,
    ask,
    async enter(address) {
      const { browser, url } = await ask(address)
      await browser.get(url!)
      expect(whoIs(await look(browser))).toBe(address)
      return browser
    },
  }
}

const SESSION = "__Host-latchkey.session-token"

/** Whether a browser has a session's cookie. */
export const carries = (browser: Browser): boolean => browser.cookies.has(SESSION)

/** Another browser with the same cookies. */
export function copyOf(browser: Browser): Browser {
  const copy = new Browser(browser.config)
  copy.cookies = new Map(browser.cookies)
  return copy
}

/** What a request with these cookies is. */
export function requestOf(browser: Browser): Request {
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
  return new Request("https://app.example/settings", { headers: { cookie } })
}

/** What `GET /session` says: a session, null, or that it can't be known. */
export type Seen =
  | { readonly user?: { readonly email?: string; readonly id?: string } }
  | null
  | "?"

/** Looks who is signed in. An answer that it can't be known is one that says when to ask again, and takes no cookie. */
export async function look(browser: Browser): Promise<Seen> {
  const answer = await browser.get("/session")
  if (answer.status === 200) return (await answer.json()) as Seen
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"])
  expect(answer.headers.getSetCookie()).toEqual([])
  return "?"
}

export const whoIs = (seen: Seen): string | undefined =>
  seen === null || seen === "?" ? undefined : (seen.user?.email ?? seen.user?.id)

/** Whether a request did what it was asked for; if not, it ended at a page that says to come again. */
export async function isDone(browser: Browser, answer: Response): Promise<boolean> {
  const to = locationOf(answer)
  if (!to.searchParams.has("error")) return true
  expect(to.searchParams.get("error")).toBe("Unavailable")
  const page = await browser.get(to.href)
  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"])
  return false
}

/** A sign-in: done with a cookie, or not, and without one. */
export async function isIn(browser: Browser, answer: Response): Promise<boolean> {
  const done = await isDone(browser, answer)
  expect(carries(browser)).toBe(done)
  return done
}
