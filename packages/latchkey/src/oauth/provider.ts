import type {
  AccountCallback,
  Check,
  ClientOptions,
  IssuerTenancy,
  OAuth2Config,
  OAuthConfig,
  OIDCConfig,
  ProfileCallback,
  ProfileConform,
  ProviderStyle,
  TokenEndpoint,
  UserinfoEndpoint,
} from "../contracts/provider.ts"
import {
  allowInsecureRequests,
  conformInternal,
  customFetch,
  derivedInternal,
} from "../contracts/symbols.ts"
import { InvalidEndpoints, MissingClientId } from "../errors.ts"
import type { Profile } from "../vocabulary/account.ts"
import { secretReader } from "./client-secret.ts"
import { defaultAccount, defaultProfile } from "./defaults.ts"
import { type ResolvedEndSession, resolveEndSession } from "./resolve-end-session.ts"
import { mergeEndpoint, toParams } from "./endpoint.ts"
import { mergeOptions } from "./merge-options.ts"
import { missingClient, providerVariable } from "./missing-client.ts"
import { globalFetch } from "./global-fetch.ts"

/** What a sign-in protects itself with. */
export type OAuthCheck = Exclude<Check, "none">

/** A provider with everything decided: the user's options merged over its own, defaults filled in. Frozen. */
export interface OAuthProvider<P = Profile> {
  readonly id: string
  readonly name: string
  readonly type: "oidc" | "oauth"
  readonly clientId: string
  /** Reads the secret; rejects with `KeysUnavailable` where its source does not answer. */
  readonly clientSecret?: () => Promise<string | undefined>
  readonly issuer?: string
  readonly wellKnown?: string
  readonly authorization: {
    readonly url?: string
    readonly params: Readonly<Record<string, string>>
  }
  readonly token: {
    readonly url?: string
    readonly params: Readonly<Record<string, string>>
    readonly conform?: NonNullable<TokenEndpoint["conform"]>
    readonly accessToken?: "optional"
    readonly prepare?: NonNullable<TokenEndpoint["prepare"]>
    readonly clientPrivateKey?: NonNullable<TokenEndpoint["clientPrivateKey"]>
    readonly refreshUrl?: string
  }
  /** Where tokens are revoked, where that is configured. */
  readonly revocation?: string
  readonly userinfo?: {
    readonly url?: string
    readonly params: Readonly<Record<string, string>>
    readonly request?: NonNullable<UserinfoEndpoint<P>["request"]>
    readonly conform?: NonNullable<UserinfoEndpoint<P>["conform"]>
  }
  readonly jwksUri?: string
  readonly endSession: ResolvedEndSession
  readonly frontChannelLogout: boolean
  readonly checks: ReadonlySet<OAuthCheck>
  readonly client: ClientOptions
  readonly profile: ProfileCallback<P>
  readonly account: AccountCallback
  /** Completes the profile; for providers that speak a dialect. */
  readonly conform?: ProfileConform
  readonly tenancy?: IssuerTenancy
  /** Whether the profile is the ID token's. Where it isn't, the userinfo endpoint is asked. */
  readonly idToken: boolean
  /** `customFetch`, or the global `fetch` at the time of the call. */
  readonly fetch: typeof fetch
  readonly allowInsecure: boolean
  /** Whether `https://idp` and `https://idp/` name one issuer, as they did for Auth.js. Under compat only. */
  readonly lenientIssuer: boolean
  readonly style?: ProviderStyle
  readonly redirectProxyUrl?: string
  readonly allowDangerousEmailAccountLinking: boolean
  readonly console?: string
  /** The merged configuration, for `userinfo.request`. */
  readonly config: OAuthConfig<P>
}

/** @see resolveOAuthProvider */
export interface ResolveOAuthOptions {
  /** The NextAuth generation whose defaults hold. */
  compat?: 4 | 5
  /** The callback URL, for the message that says what to register. */
  redirectUri?: string
}

/**
 * Decides everything about a provider: the user's `options` over the provider's own, key by key, then defaults.
 * Pure: asks nobody, changes nothing it was given.
 *
 * @throws {MissingClientId} `clientId` is missing or empty; the message says which variable to set and what to register.
 * @throws {InvalidEndpoints} There is neither an issuer nor the endpoints that a sign-in needs.
 * @example
 * ```ts
 * const provider = resolveOAuthProvider(GitHub({ clientId, clientSecret }), { redirectUri })
 * ```
 */
export function resolveOAuthProvider<P = Profile>(
  given: OIDCConfig<P> | OAuth2Config<P>,
  options: ResolveOAuthOptions = {},
): OAuthProvider<P> {
  const config = withDerived(given)
  const merged = mergeOptions(config)
  if (!merged.clientId) throw new MissingClientId(missingClient(merged, "ID", options.redirectUri))
  const endpoints = resolveEndpoints(config, merged)
  assertEndpoints(merged, endpoints)
  const idToken = usesIdToken(merged, endpoints.authorization.params.scope, options.compat)
  const secret = merged.clientSecret
  return Object.freeze({
    id: merged.id,
    name: merged.name,
    type: merged.type,
    clientId: merged.clientId,
    ...(secret !== undefined && secret !== "" && { clientSecret: secretReader(merged.id, secret) }),
    ...(merged.issuer && { issuer: merged.issuer }),
    ...(merged.wellKnown && { wellKnown: merged.wellKnown }),
    ...endpoints,
    ...(merged.jwks_endpoint && { jwksUri: merged.jwks_endpoint }),
    ...(merged.revocation && { revocation: merged.revocation }),
    endSession: resolveEndSession(config),
    frontChannelLogout: merged.frontChannelLogout === true,
    checks: resolveChecks(merged, idToken, options.compat),
    client: Object.freeze({ ...merged.client }),
    profile: merged.profile ?? (defaultProfile as ProfileCallback<P>),
    account: merged.account ?? defaultAccount,
    ...(merged[conformInternal] && { conform: merged[conformInternal] }),
    ...(merged.tenancy && { tenancy: merged.tenancy }),
    idToken,
    fetch: merged[customFetch] ?? globalFetch,
    allowInsecure: merged[allowInsecureRequests] === true,
    lenientIssuer: options.compat !== undefined,
    ...(merged.style && { style: merged.style }),
    ...(merged.redirectProxyUrl && { redirectProxyUrl: merged.redirectProxyUrl }),
    allowDangerousEmailAccountLinking: merged.allowDangerousEmailAccountLinking === true,
    ...(merged.console && { console: merged.console }),
    config: Object.freeze({ ...merged, ...endpoints }) as unknown as OAuthConfig<P>,
  })
}

/** The provider with what follows from its client id and issuer. An issuer that follows replaces the one given. */
function withDerived<P>(config: OAuthConfig<P>): OAuthConfig<P> {
  const { options = {} } = config
  const clientId = options.clientId ?? config.clientId
  const derived = config[derivedInternal]?.({ clientId, issuer: options.issuer || config.issuer })
  if (!derived) return config
  const { issuer = options.issuer, ...more } = derived
  return { ...config, ...more, options: { ...options, ...(issuer && { issuer }) } }
}

type Endpoints<P> = Pick<OAuthProvider<P>, "authorization" | "token" | "userinfo">

function resolveEndpoints<P>(config: OAuthConfig<P>, merged: OAuthConfig<P>): Endpoints<P> {
  const { options } = config
  const authorization = mergeEndpoint(config.authorization, options?.authorization)
  const token = mergeEndpoint<TokenEndpoint>(config.token, options?.token)
  const userinfo = mergeEndpoint<UserinfoEndpoint<P>>(config.userinfo, options?.userinfo)
  const scope = merged.type === "oidc" ? { scope: "openid profile email" } : {}
  return {
    authorization: Object.freeze({
      ...(authorization.url && { url: authorization.url }),
      params: Object.freeze({ ...scope, ...toParams(authorization.params) }),
    }),
    token: Object.freeze({
      ...(token.url && { url: token.url }),
      params: Object.freeze(toParams(token.params)),
      ...(token.conform && { conform: token.conform }),
      ...(token.accessToken && { accessToken: token.accessToken }),
      ...(token.prepare && { prepare: token.prepare }),
      ...(token.clientPrivateKey && { clientPrivateKey: token.clientPrivateKey }),
      ...(token.refreshUrl && { refreshUrl: token.refreshUrl }),
    }),
    ...((config.userinfo ?? options?.userinfo) && {
      userinfo: Object.freeze({
        ...(userinfo.url && { url: userinfo.url }),
        params: Object.freeze(toParams(userinfo.params)),
        ...(userinfo.request && { request: userinfo.request }),
        ...(userinfo.conform && { conform: userinfo.conform }),
      }),
    }),
  }
}

function assertEndpoints<P>(merged: OAuthConfig<P>, endpoints: Endpoints<P>): void {
  const given: [string, string | undefined][] = [
    ["issuer", merged.issuer],
    ["wellKnown", merged.wellKnown],
    ["authorization", endpoints.authorization.url],
    ["token", endpoints.token.url],
    ["userinfo", endpoints.userinfo?.url],
    ["jwks_endpoint", merged.jwks_endpoint],
    ["revocation", merged.revocation],
    ["endSession", resolveEndSession(merged).url],
  ]
  for (const [name, url] of given) {
    if (url !== undefined && url !== "" && !URL.canParse(url)) {
      throw new InvalidEndpoints(`The \`${name}\` of provider "${merged.id}" is not a URL`)
    }
  }
  if (merged.issuer || merged.wellKnown) return
  const missing = given.slice(2, 4).filter(([, url]) => !url)
  if (merged.type === "oauth" && !endpoints.userinfo?.url && !endpoints.userinfo?.request) {
    missing.push(["userinfo", undefined])
  }
  // An ID token means nothing without the issuer it must come from (OpenID Connect Core §3.1.3.7).
  if (missing.length === 0 && merged.type === "oauth" && !merged.idToken) return
  const names = missing.map(([name]) => `\`${name}\``).join(", ")
  const hint = `Set ${providerVariable(merged.id, "ISSUER")} or \`issuer\``
  throw new InvalidEndpoints(
    `Provider "${merged.id}" has no \`issuer\`${names && `, and lacks ${names}`}. ${hint}.`,
  )
}

/** v4 took a discovery document or the scope `openid` as a sign that there is an ID token. */
function usesIdToken<P>(
  merged: OAuthConfig<P>,
  scope: string | undefined,
  compat?: 4 | 5,
): boolean {
  if (merged.idToken !== undefined) return merged.idToken
  if (merged.type === "oidc") return true
  if (compat !== 4 || !(merged.issuer || merged.wellKnown)) return false
  return (
    merged.wellKnown?.includes("openid-") === true || scope?.split(" ").includes("openid") === true
  )
}

function resolveChecks<P>(
  merged: OAuthConfig<P>,
  idToken: boolean,
  compat?: 4 | 5,
): ReadonlySet<OAuthCheck> {
  const defaults = { 4: ["state"], 5: ["pkce"] } as const
  const own = merged.type === "oidc" ? (["pkce", "state", "nonce"] as const) : ["pkce", "state"]
  const given = typeof merged.checks === "string" ? [merged.checks] : merged.checks
  const checks: readonly string[] = given ?? (compat ? defaults[compat] : own)
  if (checks.includes("none")) return new Set()
  const result = new Set(checks as OAuthCheck[])
  // A nonce comes back in the ID token or not at all, so without one it protects nothing: state takes its place.
  if (merged.type === "oauth" && !idToken && result.delete("nonce") && result.size === 0) {
    result.add("state")
  }
  return result
}
