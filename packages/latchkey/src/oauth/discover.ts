import * as oauth from "oauth4webapi"
import type { AuthorizationServer } from "oauth4webapi"
import { InvalidEndpoints } from "../errors.ts"
import type { OAuthProvider } from "./provider.ts"
import { memoOf } from "./memo.ts"
import { assertReach } from "./reach.ts"
import { type ServerKeys, serverKeys } from "./server-keys.ts"
import { assertTransport, DISCOVERY_TIMEOUT_MS, guardedFetch, requestOptions } from "./transport.ts"

export type { AuthorizationServer } from "oauth4webapi"

/** What discovery knows: the server, and the keys seen last. */
export interface Discovered {
  readonly server: AuthorizationServer
  /** For all sign-ins at this server together. */
  readonly keys: ServerKeys
}

/**
 * The provider's authorization server: its metadata with the endpoints of the configuration on top. Fetched
 * once an hour by (issuer, `fetch`); many callers at once make one request; failures are not remembered.
 * A plain OAuth 2 provider whose endpoints are all configured is not asked.
 *
 * @throws {InvalidEndpoints} An endpoint is plain HTTP, or the metadata lacks one.
 * @throws {Error} No answer, or not the metadata of this issuer (OpenID Connect Discovery §4.3, RFC 8414 §3.3).
 * @example
 * ```ts
 * const server = await discover(provider)
 * ```
 */
export async function discover(provider: OAuthProvider<any>): Promise<AuthorizationServer> {
  return (await discovered(provider)).server
}

/** As {@link discover}, with the memo of the server's keys. */
export async function discovered(provider: OAuthProvider<any>): Promise<Discovered> {
  // A memo hit must not let a provider through that may not speak plain HTTP.
  const start = provider.wellKnown ?? provider.issuer ?? provider.authorization.url
  if (start) assertTransport(provider, start)
  return memoOf<Discovered>(provider).get(memoKey(provider), () => ask(provider))
}

/** Everything the answer depends on. */
function memoKey(provider: OAuthProvider<any>): string {
  const { type, issuer, wellKnown, authorization, token, userinfo, jwksUri } = provider
  const { idToken, allowInsecure, lenientIssuer, tenancy } = provider
  const urls = [issuer, wellKnown, authorization.url, token.url, userinfo?.url, jwksUri]
  urls.push(provider.revocation)
  return JSON.stringify([
    type,
    idToken,
    allowInsecure,
    lenientIssuer,
    tenancy !== undefined,
    ...urls,
  ])
}

async function ask(provider: OAuthProvider<any>): Promise<Discovered> {
  const metadata = needsMetadata(provider) ? await fetchMetadata(provider) : undefined
  const issuer = metadata?.issuer ?? provider.issuer ?? provider.token.url!
  const server: AuthorizationServer = {
    ...metadata,
    issuer,
    ...(provider.authorization.url && { authorization_endpoint: provider.authorization.url }),
    ...(provider.token.url && { token_endpoint: provider.token.url }),
    ...(provider.userinfo?.url && { userinfo_endpoint: provider.userinfo.url }),
    ...(provider.jwksUri && { jwks_uri: provider.jwksUri }),
  }
  assertComplete(provider, server)
  assertReach(provider, server)
  return { server: Object.freeze(server), keys: serverKeys() }
}

function needsMetadata(provider: OAuthProvider<any>): boolean {
  const { authorization, token, userinfo, jwksUri } = provider
  if (!authorization.url || !token.url) return true
  if (provider.type === "oidc" || provider.idToken) {
    const profile = provider.idToken || userinfo?.url || userinfo?.request
    return !(provider.issuer && jwksUri && profile)
  }
  return !(userinfo?.url || userinfo?.request)
}

async function fetchMetadata(provider: OAuthProvider<any>): Promise<AuthorizationServer> {
  const { issuer, wellKnown } = provider
  const response = wellKnown
    ? await guardedFetch(provider, DISCOVERY_TIMEOUT_MS)(wellKnown, {
        headers: { accept: "application/json" },
      })
    : await oauth.discoveryRequest(
        new URL(issuer!),
        requestOptions(provider, issuer!, DISCOVERY_TIMEOUT_MS),
      )
  const named = await issuerOf(response)
  assertIssuer(provider, named)
  return oauth.processDiscoveryResponse(new URL(named), response)
}

/** The issuer that the metadata names. The body stays unread for the protocol library. */
async function issuerOf(response: Response): Promise<string> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  const named = (body as { issuer?: unknown } | null)?.issuer
  if (response.status === 200 && typeof named === "string" && URL.canParse(named)) return named
  throw new Error(
    `the answer to discovery is no metadata (status ${response.status}${body ? ", no issuer" : ", not JSON"})`,
  )
}

/** Ensure the metadata's issuer is identical to the configured one (OpenID Connect Discovery §4.3). */
function assertIssuer(provider: OAuthProvider<any>, named: string): void {
  const { issuer, tenancy } = provider
  if (issuer === undefined || issuer === named) return
  if (tenancy?.accepts(named, issuer)) return
  const sameButSlash = new URL(issuer).pathname === "/" && `${issuer}/` === named
  if (provider.lenientIssuer && (sameButSlash || `${named}/` === issuer)) return
  throw new InvalidEndpoints(
    `The metadata of provider "${provider.id}" names another issuer than the configuration: ` +
      `"${named.slice(0, 200)}", not "${issuer}"`,
  )
}

/** Ensure that every endpoint a sign-in needs is there, and encrypted. */
function assertComplete(provider: OAuthProvider<any>, server: AuthorizationServer): void {
  const needed = ["authorization_endpoint", "token_endpoint"] as (keyof AuthorizationServer)[]
  if (provider.type === "oidc" || provider.idToken) needed.push("jwks_uri")
  if (!provider.idToken && !provider.userinfo?.request) needed.push("userinfo_endpoint")
  for (const name of needed) {
    const url = server[name]
    if (typeof url !== "string" || !URL.canParse(url)) {
      throw new InvalidEndpoints(`The metadata of provider "${provider.id}" has no \`${name}\``)
    }
    assertTransport(provider, url)
    // A server on the net has no business sending us to our own loopback.
    const downgraded = server.issuer.startsWith("https:") && url.startsWith("http:")
    const configured = Object.values(pick(provider)).includes(url)
    if (downgraded && !configured && !provider.allowInsecure) {
      throw new InvalidEndpoints(
        `The metadata of provider "${provider.id}" has a \`${name}\` without https`,
      )
    }
  }
}

function pick(provider: OAuthProvider<any>): Record<string, string | undefined> {
  const { authorization, token, userinfo, jwksUri } = provider
  return { a: authorization.url, t: token.url, u: userinfo?.url, j: jwksUri }
}
