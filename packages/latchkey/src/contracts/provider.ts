import type { Profile, TokenSet } from "../vocabulary/account.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { User } from "../vocabulary/user.ts"
import type { KeySource, SecretValue } from "./keys.ts"
import type {
  allowInsecureRequests,
  conformInternal,
  customFetch,
  derivedInternal,
} from "./symbols.ts"
import type { Theme } from "./theme.ts"
import type {
  CommonProviderOptions,
  CredentialInput,
  EndSessionEndpoint,
  OAuth1Settings,
  ProviderStyle,
} from "./provider-parts.ts"
import type { WebAuthnConfig } from "./webauthn.ts"

export type {
  CommonProviderOptions,
  CredentialInput,
  EndSessionEndpoint,
  EndSessionRequest,
  ProviderStyle,
} from "./provider-parts.ts"

/**
 * A provider's secret: a string, a function, a source, a binding with `get()`. What answers with a promise is
 * remembered as the application's own secret is: see `KeySource`.
 */
export type ProviderSecret =
  | string
  | (() => Awaitable<string>)
  | KeySource
  | { get(): Awaitable<SecretValue> }

/** Parts that the OAuth 2 flow protects itself with; each is bound to the provider and to one sign-in. */
export type Check = "pkce" | "state" | "nonce" | "none"

export interface EndpointHandler {
  url?: string
  params?: Record<string, unknown>
}

export interface AuthorizationEndpoint extends EndpointHandler {
  params?: Record<string, unknown>
}

export interface TokenEndpoint extends EndpointHandler {
  /** A private key for `private_key_jwt` (RFC 7523): a CryptoKey, or one with its `kid`. */
  clientPrivateKey?: CryptoKey | { key: CryptoKey; kid?: string }
  /** Changes the provider's answer to what RFC 6749 §5.1 asks for. */
  conform?: (response: Response) => Awaitable<Response | undefined>
  /** `optional` where an ID token may come alone, against RFC 6749 §5.1. For providers that speak a dialect. */
  accessToken?: "optional"
  /**
   * Changes our request, the client's proof included, to what the provider wants instead of RFC 6749 §4.1.3. For
   * providers that speak a dialect.
   */
  prepare?: (request: TokenRequest) => void
  /** Where tokens are refreshed, if not at `url`. For providers that speak a dialect. */
  refreshUrl?: string
}

/** The request to the token endpoint before it is sent. */
export interface TokenRequest {
  readonly body: URLSearchParams
  readonly headers: Headers
  /** The parameters of the callback, e.g. VK's `device_id`. From the browser: true of nobody. */
  readonly params: Readonly<Record<string, string>>
}

export interface UserinfoRequestContext<P> {
  tokens: TokenSet & Record<string, unknown>
  provider: OAuthConfig<P>
  /** The provider's `fetch`: `customFetch` where it is set. */
  fetch: typeof fetch
  /** Reads the client secret, for providers that want it here too. */
  clientSecret: () => Promise<string | undefined>
}

export interface UserinfoEndpoint<P = Profile> extends EndpointHandler {
  /** Replaces the request for the profile. */
  request?: (context: UserinfoRequestContext<P>) => Awaitable<Profile>
  conform?: (response: Response) => Awaitable<Response | undefined>
}

/** What surrounds a profile: the answer it came with, and a way to ask the provider for more. */
export interface ProfileContext {
  tokens: TokenSet & Record<string, unknown>
  /** The parameters of the callback, e.g. Apple's `user`. From the browser: true of nobody until checked. */
  params: Readonly<Record<string, string>>
  /** The provider's `fetch`, limited in time and size, https only. */
  fetch: typeof fetch
}

export type ProfileCallback<P> = (
  profile: P,
  tokens: TokenSet,
  context: ProfileContext,
) => Awaitable<User>
/** Completes a profile before anyone sees it; for providers that speak a dialect. */
export type ProfileConform = (profile: Profile, context: ProfileContext) => Awaitable<Profile>

/** For providers with one issuer per tenant behind one set of endpoints (Entra). */
export interface IssuerTenancy {
  /** Whether the metadata may name this issuer, given the configured one. Default: equality. */
  accepts: (metadataIssuer: string, configuredIssuer: string) => boolean
  /** The issuer that an ID token with these claims must come from; undefined where the tenant is not let in. */
  issuerOf: (metadataIssuer: string, claims: Profile) => string | undefined
}
/**
 * What follows from the client id and issuer: endpoints that the issuer doesn't name, or the issuer itself, where people
 * know the service by another address. Asked when both are known; the application's own values win.
 */
export type ProviderDerivation<P> = (given: {
  readonly clientId?: string | undefined
  readonly issuer?: string | undefined
}) => Pick<
  OAuthShared<P>,
  "authorization" | "endSession" | "issuer" | "jwks_endpoint" | "token" | "userinfo" | "wellKnown"
>

export type AccountCallback = (tokens: TokenSet) => TokenSet | undefined | void

/** Registered facts about the client (RFC 7591 §2), as `oauth4webapi` takes them. */
export interface ClientOptions {
  token_endpoint_auth_method?:
    | "client_secret_basic"
    | "client_secret_post"
    | "client_secret_jwt"
    | "private_key_jwt"
    | "none"
    // Applications keep it in variables whose type is string.
    | (string & {})
  token_endpoint_auth_signing_alg?: string
  id_token_signed_response_alg?: string
  userinfo_signed_response_alg?: string
  [metadata: string]: unknown
}

interface OAuthShared<P> extends CommonProviderOptions, OAuth1Settings {
  clientId?: string
  clientSecret?: ProviderSecret
  /** The issuer identifier (OpenID Connect Discovery §3, RFC 9207 §2). */
  issuer?: string
  /** URL of the metadata, where it isn't at the well-known place below `issuer`. */
  wellKnown?: string
  authorization?: string | AuthorizationEndpoint
  token?: string | TokenEndpoint
  userinfo?: string | UserinfoEndpoint<P>
  jwks_endpoint?: string
  /** Where tokens are revoked (RFC 7009). @default the `revocation_endpoint` of the metadata */
  revocation?: string
  /** Where people sign out at the provider; see docs/logout.md. */
  endSession?: string | EndSessionEndpoint
  /**
   * Whether the provider may end sessions through the person's browser (Front-Channel Logout 1.0). Needs
   * `session.records`; see docs/logout.md.
   *
   * @default false
   */
  frontChannelLogout?: boolean
  /** Default: by `compat`; see docs/differences.md. */
  checks?: Check | readonly Check[]
  client?: ClientOptions
  profile?: ProfileCallback<P>
  account?: AccountCallback
  style?: ProviderStyle
  /**
   * Links a new account to the user that has the same e-mail address. Dangerous unless the provider verifies
   * addresses: whoever controls the address there controls the user here.
   *
   * @default false
   */
  allowDangerousEmailAccountLinking?: boolean
  redirectProxyUrl?: string
  /**
   * @deprecated Of NextAuth 4; not used. A provider has ten seconds. For a proxy or certificates of your own, set
   * `customFetch`.
   */
  httpOptions?: { timeout?: number; agent?: unknown; [option: string]: unknown }
  /** Whether the profile comes from the ID token (true) or the userinfo endpoint (false). Default: true for oidc. */
  idToken?: boolean
  /** Where the provider's pages for developers are; printed when a client id is missing. */
  console?: string
  /** One issuer per tenant: how to tell the right one. */
  tenancy?: IssuerTenancy
  [conformInternal]?: ProfileConform
  [customFetch]?: typeof fetch
  [derivedInternal]?: ProviderDerivation<P>
  [allowInsecureRequests]?: boolean
  /** What the application passed to the provider's factory; wins over the provider's own values. */
  options?: OAuthUserConfig<P>
}

/** A provider that speaks OpenID Connect. */
export interface OIDCConfig<P> extends OAuthShared<P> {
  type: "oidc"
}

/** A provider that speaks OAuth 2 only; with a `version` that begins with "1.", OAuth 1.0a only. */
export interface OAuth2Config<P> extends OAuthShared<P> {
  type: "oauth"
}

export type OAuthConfig<P> = OIDCConfig<P> | OAuth2Config<P>

/** What an application may pass to the factory of an OAuth or OpenID Connect provider. */
export type OAuthUserConfig<P> = Partial<Omit<OAuthShared<P>, "options" | "type">>
export type OIDCUserConfig<P> = OAuthUserConfig<P>

export interface SendVerificationRequestParams {
  /** The canonical e-mail address. */
  identifier: string
  /** The link to be mailed. */
  url: string
  expires: Date
  /** With its key read. */
  provider: EmailConfig & { apiKey?: string | undefined }
  token: string
  theme: Theme
  request: Request
}

/** A provider that mails a link. */
export interface EmailConfig extends CommonProviderOptions {
  type: "email"
  from?: string
  /** Lifetime of the link in seconds. Default 86,400. */
  maxAge?: number
  // A method: senders written for Auth.js know fewer kinds of `apiKey`.
  sendVerificationRequest(params: SendVerificationRequestParams): Awaitable<void>
  /** @deprecated The ring protects the token; kept so that old configurations compile. */
  secret?: string
  generateVerificationToken?: () => Awaitable<string>
  /** Makes the address canonical or throws. Default: the strict parser of `email/parse.ts`. */
  normalizeIdentifier?: (identifier: string) => string
  /** The transport of nodemailer. `any`: applications hand it to `createTransport`, whose types we don't have. */
  server?: any
  /** The key of a service that takes mails by HTTP. */
  apiKey?: ProviderSecret
  style?: ProviderStyle
  /** A `fetch` for the requests to that service. */
  [customFetch]?: typeof fetch
  /** Where the service's pages for developers are. */
  console?: string
  options?: EmailUserConfig
}
export type EmailUserConfig = Partial<Omit<EmailConfig, "options" | "type">>

/** A provider that asks the application whether what was typed is right. */
export interface CredentialsConfig<
  Credentials extends Record<string, CredentialInput> = Record<string, CredentialInput>,
> extends CommonProviderOptions {
  type: "credentials"
  credentials: Credentials
  /** The user, or null where the credentials are wrong. May throw `CredentialsSignin` with a `code`. */
  authorize: (
    credentials: Partial<Record<keyof Credentials, unknown>>,
    request: Request,
  ) => Awaitable<User | null>
  style?: ProviderStyle
  options?: Partial<Omit<CredentialsConfig<Credentials>, "options" | "type">>
}

/** A provider, as an object. */
export type ProviderObject =
  | OIDCConfig<any>
  | OAuth2Config<any>
  | EmailConfig
  | CredentialsConfig<any>
  | WebAuthnConfig

/** What a factory is given when it is passed uncalled: the values of the environment. */
export interface ProviderEnv {
  clientId?: string
  clientSecret?: string
  issuer?: string
  apiKey?: string
}

/**
 * A provider, or its factory: `GitHub` and `GitHub({ … })` are both fine.
 *
 * `P` is there for code written for Auth.js; in one list of providers are those of any profile.
 */
export type Provider<P extends Profile = any> =
  | OIDCConfig<P>
  | OAuth2Config<P>
  | EmailConfig
  | CredentialsConfig<any>
  | WebAuthnConfig
  | ((options?: any) => ProviderObject)
