import type { CookieAttributes, CookieOption, CookiesOptions } from "../contracts/cookies.ts"
import { sharedOnce } from "../crypto/memo.ts"
import { type SessionCookie, sessionSpecs } from "../session/session-cookies.ts"
import type { Compat } from "./auth-config.ts"

export type CookieKind = keyof CookiesOptions

/** Minutes that a sign-in may take at the provider. */
const CHECK_SECONDS = 900

const suffixes: Record<CookieKind, string> = {
  sessionToken: "session-token",
  callbackUrl: "callback-url",
  csrfToken: "csrf-token",
  pkceCodeVerifier: "pkce.code_verifier",
  state: "state",
  nonce: "nonce",
  webauthnChallenge: "challenge",
  requestToken: "request-token",
  logout: "logout",
  logoutHint: "logout-hint",
  device: "device",
}

const shortLived: ReadonlySet<CookieKind> = new Set([
  "pkceCodeVerifier",
  "state",
  "nonce",
  "webauthnChallenge",
  "requestToken",
  "logout",
])

/** What nobody needs but our sign-out, and may be large. */
const ofSignOut: ReadonlySet<CookieKind> = new Set(["logout", "logoutHint"])

const families: Record<"own" | Compat, string> = { own: "latchkey", 5: "authjs", 4: "next-auth" }

export interface CookieNaming {
  readonly compat: Compat | undefined
  readonly secure: boolean
  /** Of the session's cookie. @default the host alone */
  readonly domain?: string | undefined
  readonly custom: Partial<CookiesOptions> | undefined
  /** Path below which our routes are. */
  readonly basePath?: () => string
}

/** Name and attributes of one of our cookies: the family's defaults, with what the application gave over them. */
export function cookieOf(kind: CookieKind, naming: CookieNaming): CookieOption {
  const { compat, secure, custom } = naming
  const given = custom?.[kind]
  const options: CookieAttributes = {
    httpOnly: true,
    sameSite: "lax",
    path: ofSignOut.has(kind) ? `${naming.basePath?.() ?? ""}/signout` : "/",
    secure,
    ...(shortLived.has(kind) ? { maxAge: CHECK_SECONDS } : {}),
    ...(kind === "sessionToken" && naming.domain ? { domain: naming.domain } : {}),
    ...given?.options,
  }
  return { name: given?.name ?? defaultName(kind, compat ?? "own", options), options }
}

/** The names this cookie has by default over http and https, and the one it is given. */
export function everyNameOf(kind: CookieKind, naming: CookieNaming): string[] {
  const names = [cookieOf(kind, naming).name]
  for (const compat of [undefined, 5, 4] as const) {
    for (const secure of [true, false]) {
      names.push(cookieOf(kind, { compat, secure, custom: undefined }).name)
    }
  }
  return names
}

function defaultName(kind: CookieKind, family: "own" | Compat, options: CookieAttributes): string {
  const name = `${families[family]}.${suffixes[kind]}`
  if (!options.secure) return name
  // `__Host-` keeps siblings of our host from writing it (RFC 6265bis §4.1.3.2); it allows no domain and no path.
  const host = options.domain === undefined && options.path === "/"
  const asHost = host && (family === "own" || kind === "csrfToken")
  return `${asHost ? "__Host-" : "__Secure-"}${name}`
}

/** By generation, twice, and one more where they are secure. */
const byDefault = sharedOnce("session-cookies", () => new Map<number, readonly SessionCookie[]>())

/**
 * The cookies a session may come in: the configured one first, then those of the other generations. Where nothing is
 * configured they are the same ones each time, frozen.
 */
export function sessionCookies(naming: CookieNaming): readonly SessionCookie[] {
  if (naming.custom?.sessionToken || naming.domain) return makeSessionCookies(naming)
  return plainSessionCookies(naming.compat, naming.secure)
}

/** Those of an application that names none. */
export function plainSessionCookies(
  compat: Compat | undefined,
  secure: boolean,
): readonly SessionCookie[] {
  const kind = (compat ?? 0) * 2 + (secure ? 1 : 0)
  const known = byDefault().get(kind)
  if (known) return known
  const made = makeSessionCookies({ compat, secure, custom: undefined })
  for (const { cookie } of made) {
    Object.freeze(cookie.options)
    Object.freeze(cookie)
  }
  byDefault().set(kind, Object.freeze(made))
  return made
}

function makeSessionCookies(naming: CookieNaming): readonly SessionCookie[] {
  const main = cookieOf("sessionToken", naming)
  const cookies = [main]
  const legacy = new Set<string>()
  for (const compat of [undefined, 5, 4] as const) {
    const custom = naming.custom?.sessionToken?.options
    const other = cookieOf("sessionToken", {
      compat,
      secure: naming.secure,
      domain: naming.domain,
      custom: custom ? { sessionToken: { options: custom } } : undefined,
    })
    if (cookies.some((cookie) => cookie.name === other.name)) continue
    cookies.push(other)
    if (compat !== undefined) legacy.add(other.name)
  }
  const made = cookies.map((cookie): SessionCookie => ({
    cookie,
    specs: sessionSpecs(cookie.name, legacy.has(cookie.name)),
    ...(naming.compat === undefined && legacy.has(cookie.name) ? { isInherited: true } : {}),
  }))
  return naming.domain ? [...made, ...ofHostAlone(naming, made)] : made
}

/** Our own cookie of one host has another prefix, and so another name, than that of a domain. */
function ofHostAlone(naming: CookieNaming, made: readonly SessionCookie[]): SessionCookie[] {
  const { secure } = naming
  const cookie = cookieOf("sessionToken", { compat: undefined, secure, custom: undefined })
  if (made.some((one) => one.cookie.name === cookie.name)) return []
  return [{ cookie, specs: sessionSpecs(cookie.name), movesTo: made[0]!.cookie }]
}
