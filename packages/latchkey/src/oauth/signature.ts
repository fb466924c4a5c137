import * as oauth from "oauth4webapi"
import type { AuthorizationServer } from "oauth4webapi"
import { MissingClientId } from "../errors.ts"
import type { Discovered } from "./discover.ts"
import { missingClient } from "./missing-client.ts"
import type { OAuthProvider } from "./provider.ts"
import { requestOptions } from "./transport.ts"

/** An answer of the token endpoint, and the ID token that was read from it. */
export interface SignedAnswer {
  readonly response: Response
  readonly idToken: string
}

/**
 * Ensures that the issuer signed the ID token in this answer (OpenID Connect Core §3.1.3.7): by the server's public
 * keys, or by the client secret where the client is registered for that (§10.1). Which one is the configuration's to
 * say, never the token's: else whatever is public could be taken for the secret.
 *
 * @throws {Error} It did not.
 */
export async function assertSignature(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  { jwks }: Pick<Discovered, "jwks">,
  { response, idToken }: SignedAnswer,
): Promise<void> {
  const bits = /^HS(256|384|512)$/.exec(provider.client.id_token_signed_response_alg ?? "")?.[1]
  if (bits) return assertMac(provider, `SHA-${bits}`, idToken)
  await oauth.validateApplicationLevelSignature(server, response, {
    ...requestOptions(provider, server.jwks_uri),
    [oauth.jwksCache]: jwks,
  })
}

/** The library has held the header's `alg` against the configured one by now. */
async function assertMac(
  provider: OAuthProvider<any>,
  hash: string,
  idToken: string,
): Promise<void> {
  const secret = await provider.clientSecret?.()
  if (!secret) throw new MissingClientId(missingClient(provider, "SECRET"))
  const text = new TextEncoder()
  const algorithm = { name: "HMAC", hash }
  const raw = text.encode(secret)
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"])
  const end = idToken.lastIndexOf(".")
  const mac = bytesOf(idToken.slice(end + 1))
  if (await crypto.subtle.verify("HMAC", key, mac, text.encode(idToken.slice(0, end)))) return
  throw new Error("the ID Token's signature is not by the client secret")
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
