/**
 * Session tokens by hand, in the bytes of NextAuth 4: `latchkey/doors/v4/jwt`.
 *
 * @module
 */
import type { LoggerInstance } from "../../contracts/logger.ts"
import { decodeToken, encodeToken } from "../../jwt/codec.ts"
import { readTokenOf, type TokenRequest } from "../../jwt/get-token.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { JWT } from "../../vocabulary/token.ts"

export type Secret = string | Uint8Array

export interface JWTEncodeParams {
  token?: JWT
  /** @default none: a session token has no salt in NextAuth 4 */
  salt?: string
  secret: Secret | string[]
  /** Seconds. @default 2592000 (30 days) */
  maxAge?: number
}
export interface JWTDecodeParams {
  token?: string
  /** @default none: a session token has no salt in NextAuth 4 */
  salt?: string
  secret: Secret | string[]
}
export interface JWTOptions {
  /** @default the `secret` of the configuration */
  secret: string | string[]
  /** Seconds. @default 2592000 (30 days) */
  maxAge: number
  encode: (params: any) => Awaitable<string>
  decode: (params: any) => Awaitable<JWT | null>
}

export interface GetTokenParams<R extends boolean = false> {
  req: TokenRequest | Request
  /** @default the environment's */
  secret?: string | string[]
  /** Only the name with the `Secure` prefix, or only the one without. @default whichever holds a token */
  secureCookie?: boolean
  cookieName?: string
  /** Answer the sealed token itself. */
  raw?: R
  decode?: JWTOptions["decode"]
  logger?: Partial<LoggerInstance> | Console
}

/**
 * Seals claims as a session token that NextAuth 4 opens too.
 *
 * @example
 * ```ts
 * const token = await encode({ token: { sub: "1" }, secret })
 * ```
 */
export function encode(params: JWTEncodeParams): Promise<string> {
  return encodeToken({ ...params, salt: params.salt ?? "", secret: textOf(params.secret) }, 4)
}

/**
 * The claims of a session token of any generation, or null for none.
 *
 * @throws TokenNotOpened where it is not ours, forged or expired
 */
export function decode(params: JWTDecodeParams): Promise<JWT | null> {
  return decodeToken({ ...params, salt: params.salt ?? "", secret: textOf(params.secret) })
}

/**
 * The claims of the session token that came with a request (in its cookie, else as a bearer token), or null.
 *
 * @throws MissingSecret
 * @example
 * ```ts
 * const token = await getToken({ req })
 * ```
 */
export function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string : JWT | null> {
  const asked = params as Parameters<typeof readTokenOf>[0]
  return readTokenOf(asked, 4) as Promise<R extends true ? string : JWT | null>
}

/** Key material is the bytes of the text. */
function textOf(secret: Secret | string[]): string | string[] {
  return secret instanceof Uint8Array ? new TextDecoder().decode(secret) : secret
}

export { TokenNotOpened } from "../../jwt/codec.ts"
export type { TokenRequest } from "../../jwt/get-token.ts"
export type { DefaultJWT, JWT } from "../../vocabulary/token.ts"
