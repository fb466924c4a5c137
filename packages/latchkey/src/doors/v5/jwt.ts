/**
 * Session tokens by hand, in the bytes of Auth.js 5: `latchkey/doors/v5/jwt`.
 *
 * @module
 */
import type { JWTDecodeParams, JWTEncodeParams } from "../../config/auth-config.ts"
import { decodeToken, encodeToken } from "../../jwt/codec.ts"
import { type GetTokenParams, readTokenOf } from "../../jwt/get-token.ts"
import type { JWT } from "../../vocabulary/token.ts"

/**
 * Seals claims as a session token that Auth.js 5 opens too.
 *
 * @example
 * ```ts
 * const token = await encode({ token: { sub: "1" }, secret, salt: "authjs.session-token" })
 * ```
 */
export function encode<Payload = JWT>(params: JWTEncodeParams<Payload>): Promise<string> {
  return encodeToken(params as JWTEncodeParams, 5)
}

/**
 * The claims of a session token of any generation, or null for none.
 *
 * @throws TokenNotOpened where it is not ours, forged or expired
 */
export function decode<Payload = JWT>(params: JWTDecodeParams): Promise<Payload | null> {
  return decodeToken(params) as Promise<Payload | null>
}

/**
 * The claims of the session token that came with a request. Unlike Auth.js 5's it finds the secret in the environment
 * and the cookie under either name where it isn't told.
 *
 * @throws MissingSecret
 * @example
 * ```ts
 * const token = await getToken({ req: request, secret: process.env.AUTH_SECRET })
 * ```
 */
export function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string | null : JWT | null> {
  return readTokenOf(params, 5) as Promise<R extends true ? string | null : JWT | null>
}

export { TokenNotOpened } from "../../jwt/codec.ts"
export type { GetTokenParams, TokenRequest } from "../../jwt/get-token.ts"
export type { JWTDecodeParams, JWTEncodeParams, JWTOptions } from "../../config/auth-config.ts"
export type { DefaultJWT, JWT } from "../../vocabulary/token.ts"
