import type { AuthorizationServer } from "oauth4webapi"
import { crypto } from "../crypto/index.ts"
import { MissingClientId } from "../errors.ts"
import { isCompact } from "./is-compact.ts"
import { type MacHash, macHash, macHolds, macKey } from "./client-mac.ts"
import type { Discovered } from "./discover.ts"
import { missingClient } from "./missing-client.ts"
import type { OAuthProvider } from "./provider.ts"
import { assertSignedByServer } from "./server-keys.ts"

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
  { keys }: Pick<Discovered, "keys">,
  { response, idToken }: SignedAnswer,
): Promise<void> {
  // The library skips spaces within a part: one token would have many spellings.
  if (!isCompact(idToken)) throw new Error("the ID Token is not in the one form that it has")
  const hash = macHash(provider.client.id_token_signed_response_alg)
  if (hash) return assertMac(provider, hash, idToken)
  await assertSignedByServer(provider, server, keys, response)
}

/** The library has held the header's `alg` against the configured one by now. */
async function assertMac(
  provider: OAuthProvider<any>,
  hash: MacHash,
  idToken: string,
): Promise<void> {
  const secret = await provider.clientSecret?.()
  if (!secret) throw new MissingClientId(missingClient(provider, "SECRET"))
  const key = macKey(secret, hash)
  const end = idToken.lastIndexOf(".")
  const mac = crypto.fromBase64url(idToken.slice(end + 1))
  if (mac && (await macHolds(hash, key, crypto.toUtf8(idToken.slice(0, end)), mac))) return
  throw new Error("the ID Token's signature is not by the client secret")
}
