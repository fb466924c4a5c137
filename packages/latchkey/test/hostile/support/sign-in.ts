import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { Door } from "../../../src/config/context.ts"
import { customFetch } from "../../../src/contracts/symbols.ts"
import { AuthError } from "../../../src/errors.ts"
import OIDC from "../../../src/providers/oidc.ts"
import { Browser, locationOf } from "../../support/browser.ts"
import { CLIENT_ID, CLIENT_SECRET } from "./client.ts"
import type { HostileProvider } from "./provider.ts"

/** How the answer comes back: in the query of a GET, or in the body of a cross-site POST. */
export type Mode = "query" | "form_post"
export const modes: Mode[] = ["query", "form_post"]

export interface SignInOptions {
  readonly mode?: Mode
  readonly provider?: object
  readonly config?: Partial<AuthConfig>
  readonly door?: Door
  /** A browser that was here before. */
  readonly browser?: Browser
  /** What happens while the person is at the provider. */
  readonly away?: (browser: Browser, op: HostileProvider) => unknown
  readonly callbackUrl?: string
}

/** What became of a sign-in. */
export interface Outcome {
  readonly browser: Browser
  readonly errors: AuthError[]
  /** `in`, or the code of the error and the reason in its logged cause. */
  readonly outcome: string
  readonly answer: Response
  readonly user: { name?: unknown; email?: unknown; id?: unknown } | undefined
}

/** A browser of an application whose one provider is this. */
export function visitor(op: HostileProvider, options: SignInOptions = {}): Browser {
  const { mode = "query", provider = {}, config = {}, door } = options
  const params = { scope: "openid profile email", response_mode: "form_post" }
  const given = OIDC({
    id: "acme",
    name: "Acme",
    issuer: op.url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    ...(mode === "form_post" && { authorization: { params } }),
    // A `fetch` of its own, so that no scenario knows what another one learnt.
    [customFetch]: (input: string, init: RequestInit) => fetch(input, init),
    ...provider,
  } as never)
  return new Browser({ providers: [given], ...config }, door ? { door } : {})
}

/** Goes to the provider and comes back, as it says. */
export async function signIn(op: HostileProvider, options: SignInOptions = {}): Promise<Outcome> {
  const browser = options.browser ?? visitor(op, options)
  const errors: AuthError[] = []
  const logger = { error: (error: Error) => void errors.push(error as AuthError), warn() {} }
  browser.config = { ...browser.config, logger }
  const before = await sessionOf(browser)
  const start = await browser.post("/signin/acme", { callbackUrl: options.callbackUrl ?? "/in" })
  const outcome = await cameBack(op, browser, options, start)
  const session = await sessionOf(browser)
  const said = errors.length === 0 ? "in" : errors.map(reasonOf).join("; ")
  if (before === null && (session === null) !== (said !== "in")) {
    throw new Error(`a session, and yet an error, or neither: ${said}`)
  }
  return { browser, errors, outcome: said, answer: outcome, user: session?.user }
}

async function sessionOf(browser: Browser): Promise<{ user?: Outcome["user"] } | null> {
  const session = await browser.session()
  return session?.["user"] === undefined ? null : session
}

async function cameBack(
  op: HostileProvider,
  browser: Browser,
  { mode, away }: SignInOptions,
  start: Response,
): Promise<Response> {
  const there = locationOf(start)
  if (there.origin !== op.url) return start
  const { landing } = (await (await fetch(there)).json()) as { landing: string }
  await away?.(browser, op)
  return land(op, browser, landing, mode)
}

/** Brings an answer to the callback. */
export function land(
  op: HostileProvider,
  browser: Browser,
  landing: string,
  mode: Mode = "query",
): Promise<Response> {
  if (mode === "query") return browser.get(`/callback/acme?${landing}`)
  return browser.send("/callback/acme", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
      origin: op.url,
    },
    body: landing,
  })
}

/** The code of an error, and the reason in its cause: what a developer reads in the log. */
export function reasonOf(error: Error): string {
  if (!(error instanceof AuthError)) return `${error.name}: ${error.message}`
  const { check, problem, error: code, err } = (error.cause ?? {}) as Record<string, unknown>
  const inner = err instanceof AuthError ? reasonOf(err) : messageOf(err)
  const parts = [check, problem, code, inner].filter((part) => part !== undefined)
  const said = parts.length > 0 ? parts.join(", ") : error.message.split(" Read more")[0]!
  return `${error.type}: ${said}`
}

function messageOf(err: unknown): string | undefined {
  if (!(err instanceof Error)) return undefined
  const claim = (err as { claim?: unknown }).claim
  return typeof claim === "string" ? `${err.message} (${claim})` : err.message
}
