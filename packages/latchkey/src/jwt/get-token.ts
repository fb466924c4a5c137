import type { Compat, JWTOptions } from "../config/auth-config.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import { MissingSecret } from "../errors.ts"
import { environmentKeys } from "../keys/environment.ts"
import { candidates } from "../session/chunks.ts"
import { splitFacts } from "../session/claims.ts"
import type { JWT } from "../vocabulary/token.ts"
import { isAtHand } from "../web/at-hand.ts"
import { parseCookies } from "../web/cookie.ts"
import { readEnv } from "../web/env.ts"
import { decodeAs, type TokenKind } from "./codec.ts"
import { tokenNames } from "./token-names.ts"

/** A request, as far as `getToken` reads it: of the web, of Node, or with parsed cookies. */
export interface TokenRequest {
  headers?: Headers | Record<string, string | string[] | undefined>
  /** Parsed, as the pages router of Next.js has them; read where there is no header of cookies. */
  cookies?: unknown
}

export interface GetTokenParams<R extends boolean = false> {
  req: TokenRequest | Request
  /** An explicit secret means exactly that one. @default the environment's */
  secret?: string | string[]
  /**
   * Only the names with a prefix (`__Secure-`, `__Host-`), or only those without. @default those with one where the
   * request's URL or `AUTH_URL` is of https, else whichever holds a token; through the doors always that
   */
  secureCookie?: boolean
  /**
   * Of a default name, the one with the prefix counts too, and the other way round. With `session.domain` it is
   * `__Secure-latchkey.session-token`. @default every generation's
   */
  cookieName?: string
  /** Tried before the cookie's name. @default the cookie's name */
  salt?: string
  /** Answer the sealed token itself. */
  raw?: R
  decode?: JWTOptions["decode"]
  logger?: LoggerInstance | Console
}

/** What may be a session token, and what it may be sealed under. */
interface Sealed {
  readonly token: string
  readonly salts: readonly string[]
}

/** All that came under one name. */
interface Found {
  readonly tokens: readonly Sealed[]
  readonly kind: TokenKind
  /** See `Candidates`. */
  readonly plain: boolean
  readonly crowded: boolean
}

/**
 * The claims of the session token that came with a request (in its cookie, else as a bearer token), or null. Of two
 * people's tokens under one name it is neither: a sibling of our host may have written one of them (CT-1).
 *
 * @throws MissingSecret
 * @example
 * ```ts
 * const token = await getToken({ req: request })
 * ```
 */
export async function readTokenOf(
  params: GetTokenParams<boolean>,
  compat: Compat | undefined,
): Promise<string | JWT | null> {
  // First, so that Next.js 14 sees while it builds that a route reads its request; there is no secret then.
  const all = everyFound(params, compat)
  const secret = params.secret ?? environmentSecrets()
  if (!secret || secret.length === 0) {
    throw new MissingSecret("Must pass `secret` if not set to JWT getToken()")
  }
  if (params.raw) {
    // Sealed as it is, it is not looked at, where there is but one.
    const texts = new Set(all.flatMap(({ tokens }) => tokens.map(({ token }) => token)))
    if (texts.size === 1) return [...texts][0]!
  }
  for (const found of all) {
    const opened = await theOne(found, { secret, decode: params.decode })
    if (opened === "disputed") return null
    if (opened) return params.raw ? opened.token : opened.claims
  }
  return null
}

interface Opened {
  readonly token: string
  readonly claims: JWT
}

interface Opening {
  readonly secret: string | string[]
  readonly decode: JWTOptions["decode"] | undefined
}

/** The one that opens; of two that do and are not of the same person none. */
async function theOne(
  { tokens, kind, plain, crowded }: Found,
  opening: Opening,
): Promise<Opened | "disputed" | undefined> {
  let one: Opened | undefined
  for (const sealed of tokens) {
    const claims = await opened(sealed, kind, opening)
    if (!claims) continue
    if (one && (claims.sub === undefined || claims.sub !== one.claims.sub)) return "disputed"
    one ??= { token: sealed.token, claims }
    // What is shorter of the same pieces is nobody else's.
    if (plain) return one
  }
  return one ?? (crowded ? "disputed" : undefined)
}

async function opened(
  { token, salts }: Sealed,
  kind: TokenKind,
  { secret, decode }: Opening,
): Promise<JWT | undefined> {
  for (const salt of salts) {
    const params = { token, salt, secret }
    try {
      const reading = decode ? decode(params) : decodeAs(params, kind)
      const claims = isAtHand(reading) ? reading : await reading
      if (claims) return splitFacts(claims).token
    } catch {
      // Not under this one.
    }
  }
  return undefined
}

function environmentSecrets(): string[] {
  return [...environmentKeys((name) => readEnv(name)).secrets]
}

/** In the order in which they are tried: those of cookies, then that of the header. */
function everyFound(params: GetTokenParams<boolean>, compat: Compat | undefined): Found[] {
  const jar = parseCookies(headerOf(params.req, "cookie") ?? headerFrom(params.req))
  const known = tokenNames(params, compat)
  const all = known.flatMap(({ name, kind }): Found[] => {
    const found = candidates(jar, name)
    if (!found) return []
    const tokens = found.values.map((token) => ({ token, salts: salts(params, name) }))
    return [{ tokens, kind, plain: found.plain, crowded: found.crowded }]
  })
  const authorization = headerOf(params.req, "authorization")
  if (!authorization) return all
  const [scheme, given] = authorization.split(" ")
  const token = scheme?.toLowerCase() === "bearer" ? decoded(given) : undefined
  if (!token) return all
  // No sibling of our host writes a header.
  const under = [...new Set(known.flatMap(({ name }) => salts(params, name)))]
  return [
    ...all,
    { tokens: [{ token, salts: under }], kind: "session", plain: true, crowded: false },
  ]
}

/** What the token may be sealed under. A given salt is often the name of the other environment. */
function salts({ salt, decode }: Asked, name: string): string[] {
  if (salt === undefined) return [name]
  return decode || salt === name ? [salt] : [salt, name]
}

type Asked = GetTokenParams<boolean>

/** Never throws: what is not percent-encoding is no token. */
function decoded(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** Cookies that were parsed already, as the header that they came in. */
function headerFrom(request: TokenRequest | Request): string | null {
  const { cookies } = request as TokenRequest
  if (typeof cookies !== "object" || cookies === null) return null
  const pairs = Object.entries(cookies).filter((pair): pair is [string, string] => {
    return typeof pair[1] === "string"
  })
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ")
}

function headerOf(request: TokenRequest | Request, name: string): string | null {
  const { headers = {} } = request
  if (typeof (headers as Headers).get === "function") return (headers as Headers).get(name)
  const value = (headers as Record<string, string | string[] | undefined>)[name]
  return Array.isArray(value) ? value.join("; ") : (value ?? null)
}
