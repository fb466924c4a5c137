import type { Door } from "../../src/config/context.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { SoftwareAuthenticator } from "../support/authenticator.ts"
import type { Issuer } from "../support/issuer.ts"
import { App } from "./app.ts"

/** Shows the thing to whichever instance answers now: whether it was accepted. */
export type Show = () => Promise<boolean>

/** One kind of thing that is protected by a key, in one format: a row of the matrix. */
export interface Thing {
  readonly kind: string
  /** In which format, or what is special. */
  readonly form: string
  /** The cookies that carry it; none for what is in a mail or an address only. */
  readonly carriers: RegExp
  /** Accepted as often as it is shown; else once. */
  readonly lasting: boolean
  /** No key has a part in it. */
  readonly keyless?: boolean
  /**
   * What a revocation of its key does, seen from the browser. `kept`: refused, but not taken away: a form is answered by
   * an error page, a mail can't be taken back, and the formats of Auth.js don't name the key in a way that outlives it.
   */
  readonly revoked: "cleared" | "kept"
  app(issuer: Issuer): App
  /** Makes one at the instance that answers now. */
  begin(app: App, issuer: Issuer): Promise<Show>
  /** What people do in between with something that lasts. */
  visit?(app: App): Promise<void>
}

const SESSION = /session-token(\.\d)?$/
const NEVER = /(?!)/
const doors = [
  ["own", own],
  ["v5", v5],
  ["v4", v4],
] as const

async function signedIn(browser: Browser): Promise<boolean> {
  const session = await browser.session()
  return session !== null && "user" in session
}

function forget(browser: Browser, names: RegExp): void {
  for (const name of browser.names().filter((one) => names.test(one))) browser.cookies.delete(name)
}

const sessions: Thing[] = doors.map(([form, door]) => ({
  kind: "session",
  form,
  carriers: SESSION,
  lasting: true,
  revoked: form === "own" ? "cleared" : "kept",
  app: (issuer) => new App({ door, issuer }),
  async begin({ browser }) {
    await browser.post("/callback/credentials")
    return () => signedIn(browser)
  },
}))

const csrf: Thing[] = doors.map(([form, door]) => ({
  kind: "CSRF token",
  form,
  carriers: /csrf-token$/,
  lasting: true,
  revoked: "kept",
  app: (issuer) => new App({ door, issuer }),
  async begin({ browser }) {
    const csrfToken = await browser.csrfToken()
    // A form that lies open: what it posts is what it was given.
    return async () => (await browser.post("/session", { csrfToken })).status === 200
  },
  // Another page of the site is looked at.
  visit: async ({ browser }) => void (await browser.csrfToken()),
}))

type Check = "state" | "pkce" | "nonce"

function halfFinished(
  form: string,
  door: Door,
  carriers: RegExp,
  checks?: readonly Check[],
): Thing {
  return {
    kind: "sign-in at a provider",
    form,
    carriers,
    lasting: false,
    revoked: door.compat ? "kept" : "cleared",
    app: (issuer) => new App({ door, issuer, ...(checks ? { checks } : {}) }),
    async begin({ browser }, issuer) {
      const start = await browser.post("/signin/local", { callbackUrl: "/in" })
      const { params } = await issuer.walk(locationOf(start).href)
      return async () => {
        forget(browser, SESSION)
        await browser.get(`/callback/local?${params}`)
        return browser.names().some((name) => SESSION.test(name))
      }
    },
  }
}

const half: Thing[] = [
  halfFinished("state", own, /\.state$/, ["state"]),
  halfFinished("PKCE", own, /pkce/, ["pkce"]),
  halfFinished("nonce", own, /\.nonce$/, ["nonce"]),
  halfFinished("v5", v5, /state$|pkce|nonce$/),
  halfFinished("v4", v4, /state$|pkce|nonce$/),
]

/** Opens a mailed link as a person does: says yes where a page asks. */
async function openLink(browser: Browser, url: string): Promise<boolean> {
  forget(browser, SESSION)
  const page = await browser.get(url)
  if (page.status === 200) {
    const { searchParams } = new URL(url)
    const [token, email] = [searchParams.get("token")!, searchParams.get("email")!]
    await browser.post("/callback/email", { token, email })
  }
  return browser.names().some((name) => SESSION.test(name))
}

function mailedLink(form: string, door: Door, where: "here" | "elsewhere"): Thing {
  return {
    kind: "mailed link",
    form,
    carriers: where === "here" ? /[.-]email$/ : NEVER,
    lasting: false,
    revoked: "kept",
    app: (issuer) => new App({ door, issuer }),
    async begin(app) {
      await app.browser.post("/signin/email", { email: "ada@example.com" })
      const url = app.mails.at(-1)!
      return () => openLink(where === "here" ? app.browser : app.another(), url)
    },
  }
}

const links: Thing[] = [
  ...doors.map(([form, door]) => mailedLink(form, door, "here")),
  mailedLink("own, another browser", own, "elsewhere"),
]

/** A passkey is asked for, and its answer comes after the keys have changed. */
const challenges: Thing[] = doors.slice(0, 2).map(([form, door]) => ({
  kind: "passkey challenge",
  form,
  carriers: /\.challenge$/,
  lasting: false,
  revoked: "cleared",
  app: (issuer) => new App({ door, issuer }),
  async begin({ browser }) {
    const device = new SoftwareAuthenticator({ origin: browser.origin })
    const answer = (action: string, data: string): Promise<Response> =>
      browser.post("/callback/passkey", { action, data })
    const asked = async <T>(query: string): Promise<T> => {
      const response = await browser.get(`/webauthn-options/passkey?action=${query}`)
      return ((await response.json()) as { options: T }).options
    }
    const email = `${crypto.randomUUID()}@example.com`
    await answer("register", await device.create(await asked(`register&email=${email}`)))
    forget(browser, SESSION)
    const data = await device.get(await asked("authenticate"))
    return async () => {
      forget(browser, SESSION)
      await answer("authenticate", data)
      return browser.names().some((name) => SESSION.test(name))
    }
  },
}))

const STABLE = "https://stable.example"

/** The state of a preview deployment's sign-in, which names where the provider's answer belongs. */
const preview: Thing = {
  kind: "preview proxy",
  form: "own",
  carriers: NEVER,
  lasting: false,
  revoked: "kept",
  app: (issuer) => new App({ door: own, issuer, redirectProxyUrl: `${STABLE}/auth` }),
  async begin(app, issuer) {
    const start = await app.browser.post("/signin/local", { callbackUrl: "/in" })
    const { params } = await issuer.walk(locationOf(start).href)
    return async () => {
      const answer = await app.another(STABLE).get(`/callback/local?${params}`)
      return locationOf(answer).origin === app.browser.origin
    }
  },
}

const database: Thing[] = doors.slice(0, 2).map(([form, door]) => ({
  kind: "database session",
  form,
  carriers: SESSION,
  lasting: true,
  keyless: true,
  revoked: "kept",
  app: (issuer) => new App({ door, issuer, strategy: "database" }),
  async begin(app) {
    await app.browser.post("/signin/email", { email: "ada@example.com" })
    await app.browser.get(app.mails.at(-1)!)
    return () => signedIn(app.browser)
  },
}))

/** The rows of the matrix. */
export const things: readonly Thing[] = [
  ...sessions,
  ...csrf,
  ...half,
  ...links,
  ...challenges,
  preview,
  ...database,
]

/** Purposes that nothing is made for yet: shown in the table, so that they are not taken for passed. */
export const todo: readonly string[] = ["data at rest", "signed token"]
