import type { AuthorizationServer } from "oauth4webapi"
import { unverifiedClaims } from "./jwt-parts.ts"
import type { OAuthProvider } from "./provider.ts"
import { assertTransport } from "./transport.ts"

/** Where people sign out at this provider; undefined where it says of no such place. */
export function endSessionEndpoint(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
): string | undefined {
  const named = server["end_session_endpoint"]
  const url = provider.endSession.url ?? (typeof named === "string" ? named : undefined)
  if (url === undefined || !URL.canParse(url)) return undefined
  assertTransport(provider, url)
  // A server on the net has no business sending people to their own loopback.
  const isDowngraded = server.issuer.startsWith("https:") && url.startsWith("http:")
  return isDowngraded && !provider.endSession.url && !provider.allowInsecure ? undefined : url
}

/** What a browser is sent to a provider's sign-out with. */
export interface EndSessionOptions {
  /** Where it comes back to; registered at the provider. */
  readonly redirectUri: string
  readonly state: string
  /** Whose session ends. An expired one is fine (RP-Initiated Logout 1.0 §4). */
  readonly idToken?: string | undefined
}

/** The address that signs a browser out at the provider (RP-Initiated Logout 1.0 §2). */
export function endSessionUrl(
  provider: OAuthProvider<any>,
  endpoint: string,
  { redirectUri, state, idToken }: EndSessionOptions,
): string {
  const url = new URL(endpoint)
  const params = new URLSearchParams({
    ...Object.fromEntries(url.searchParams),
    ...provider.endSession.params,
    client_id: provider.clientId,
    post_logout_redirect_uri: redirectUri,
    ...(provider.endSession.state && { state }),
    ...(idToken && { id_token_hint: idToken }),
  })
  const claims = idToken === undefined ? undefined : unverifiedClaims(idToken)
  provider.endSession.prepare?.({ params, claims })
  url.search = params.toString()
  return url.href
}
