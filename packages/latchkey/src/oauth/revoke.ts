import * as oauth from "oauth4webapi"
import { clientAuthentication, oauthClient } from "./client-auth.ts"
import { discover } from "./discover.ts"
import type { OAuthProvider } from "./provider.ts"
import { assertTransport, requestOptions } from "./transport.ts"

/** Tokens that are to end; of both the refresh token is revoked, with which its access tokens end (RFC 7009 §2.1). */
export interface RevocableTokens {
  readonly access_token?: string | null | undefined
  readonly refresh_token?: string | null | undefined
}

/**
 * Revokes tokens at the provider (RFC 7009).
 *
 * @returns false where there is no token, or the provider doesn't say where
 * @throws {Error} The provider did not do it.
 */
export async function revokeTokens(
  provider: OAuthProvider<any>,
  { access_token, refresh_token }: RevocableTokens,
): Promise<boolean> {
  const token = refresh_token || access_token
  if (!token) return false
  const known = await discover(provider)
  const endpoint = provider.revocation ?? known.revocation_endpoint
  if (typeof endpoint !== "string") return false
  assertTransport(provider, endpoint)
  const server = { ...known, revocation_endpoint: endpoint }
  const response = await oauth.revocationRequest(
    server,
    oauthClient(provider),
    await clientAuthentication(provider, server, Object.freeze({})),
    token,
    {
      ...requestOptions(provider, endpoint),
      additionalParameters: { token_type_hint: refresh_token ? "refresh_token" : "access_token" },
    },
  )
  await oauth.processRevocationResponse(response)
  return true
}
