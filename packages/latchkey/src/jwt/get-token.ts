import type { Compat, JWTOptions } from "../config/auth-config.ts"
import { sessionCookies } from "../config/cookies.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import { MissingSecret } from "../errors.ts"
import { environmentKeys } from "../keys/environment.ts"
import { candidates } from "../session/chunks.ts"
import { splitFacts } from "../session/claims.ts"
import type { JWT } from "../vocabulary/token.ts"
import { parseCookies } from "../web/cookie.ts"
import { readEnv } from "../web/env.ts"
import { decodeSessionToken } from "./codec.ts"

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
  /** Only the names with a prefix (`__Secure-`, `__Host-`), or only those without. @default whichever holds a token */
  secureCookie?: boolean
  /** Of a default name, the one with the prefix counts too, and the other way round. @default every generation's */
  cookieName?: string
  /** Tried before the cookie's name. @default the cookie's name */
  salt?: string
  /** Answer the sealed token itself. */
  raw?: R
  decode?: JWTOptions["decode"]
  logger?: LoggerInstance | Console
}

interface Sealed {
  readonly token: string
  readonly salt: string
}

/**
 * The claims of the session token that came with a request (in its cookie, else as a bearer token), or null.
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
  const found = [...sealedTokens(params, compat)]
  const secret = params.secret ?? environmentSecrets()
  if (!secret || secret.length === 0) {
    throw new MissingSecret("Must pass `secret` if not set to JWT getToken()")
  }
  for (const { token, salt } of found) {
    if (params.raw) return token
    try {
      const claims = await (params.decode ?? decodeSessionToken)({ token, salt, secret })
      if (claims) return { ...splitFacts(claims).token }
    } catch {
      // Not this one.
    }
  }
  return null
}

function environmentSecrets(): string[] {
  return [...environmentKeys((name) => readEnv(name)).secrets]
}

function* sealedTokens(
  params: GetTokenParams<boolean>,
  compat: Compat | undefined,
): Generator<Sealed> {
  const jar = parseCookies(headerOf(params.req, "cookie") ?? headerFrom(params.req))
  for (const name of names(params, compat)) {
    for (const token of candidates(jar, name)?.values ?? []) {
      for (const salt of salts(params, name)) yield { token, salt }
    }
  }
  const [scheme, given] = (headerOf(params.req, "authorization") ?? "").split(" ")
  const bearer = scheme?.toLowerCase() === "bearer" ? decoded(given) : undefined
  if (!bearer) return
  for (const name of names(params, compat)) {
    for (const salt of salts(params, name)) yield { token: bearer, salt }
  }
}

/** What the token may be sealed under. A given salt is often the name of the other environment. */
function salts({ salt, decode }: Asked, name: string): string[] {
  if (salt === undefined) return [name]
  return decode || salt === name ? [salt] : [salt, name]
}

function names({ cookieName, ...params }: Asked, compat: Compat | undefined): string[] {
  const secures = params.secureCookie === undefined ? [true, false] : [params.secureCookie]
  const all = secures.flatMap((secure) =>
    [undefined, "of.any"].flatMap((domain) =>
      sessionCookies({ compat, secure, domain, custom: undefined }).map(
        ({ cookie }) => cookie.name,
      ),
    ),
  )
  if (cookieName === undefined) return [...new Set(all)]
  // A default name is right in development only, or in production only: over https it has a prefix.
  const plain = withoutPrefix(cookieName)
  return [...new Set([cookieName, ...all.filter((name) => withoutPrefix(name) === plain)])]
}

type Asked = GetTokenParams<boolean>

function withoutPrefix(name: string): string {
  return name.replace(/^__(?:Secure|Host)-/, "")
}

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
