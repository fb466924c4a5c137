/**
 * Session tokens by hand: `latchkey/jwt`.
 *
 * @module
 */
import type { JWTDecodeParams, JWTEncodeParams } from "../config/auth-config.ts"
import type { JWT } from "../vocabulary/token.ts"
import { decodeToken, encodeToken } from "./codec.ts"
import { type GetTokenParams, readTokenOf } from "./get-token.ts"

/**
 * Seals claims as a session token.
 *
 * @example
 * ```ts
 * const token = await encode({ token: { sub: "1" }, secret, salt: "__Host-latchkey.session-token" })
 * ```
 */
export function encode(params: JWTEncodeParams): Promise<string> {
  return encodeToken(params, undefined)
}

/**
 * The claims of a session token; of any generation.
 *
 * @throws TokenNotOpened
 * @example
 * ```ts
 * const claims = await decode({ token, secret, salt: "__Host-latchkey.session-token" })
 * ```
 */
export function decode(params: JWTDecodeParams): Promise<JWT | null> {
  return decodeToken(params)
}

/**
 * The claims of the session token that came with a request, or null; with `raw` the sealed token itself.
 *
 * @throws MissingSecret
 * @example
 * ```ts
 * const token = await getToken({ req: request })
 * ```
 */
export function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string | null : JWT | null> {
  return readTokenOf(params, undefined) as Promise<R extends true ? string | null : JWT | null>
}

export { TokenNotOpened } from "./codec.ts"
export type { GetTokenParams, TokenRequest } from "./get-token.ts"
export type { JWTDecodeParams, JWTEncodeParams, JWTOptions } from "../config/auth-config.ts"
export type { DefaultJWT, JWT } from "../vocabulary/token.ts"
