/**
 * The types of `@auth/core/providers`: `latchkey/doors/core/providers`.
 *
 * @module
 */
import type {
  AuthorizationEndpoint,
  CommonProviderOptions,
  CredentialsConfig,
  EmailConfig,
  OAuthConfig,
  OIDCConfig,
  Provider,
  ProviderStyle,
  SendVerificationRequestParams,
  TokenEndpoint,
  UserinfoEndpoint,
} from "../../contracts/provider.ts"
import type { WebAuthnConfig } from "../../contracts/webauthn.ts"

export type CredentialsProviderId = "credentials"
export type EmailProviderId =
  | "email"
  | "forwardemail"
  | "mailgun"
  | "nodemailer"
  | "postmark"
  | "resend"
  | "sendgrid"
export type EmailProviderType = "email"
/** The id of an OAuth or OpenID Connect provider: whatever the configuration says. */
export type OAuthProviderId = string
/** The id of a provider: whatever the configuration says. */
export type ProviderId = CredentialsProviderId | EmailProviderId | (string & {})

export type OAuthEndpointType = "authorization" | "token" | "userinfo"
export type AuthorizationEndpointHandler = AuthorizationEndpoint
export type TokenEndpointHandler = TokenEndpoint
export type UserinfoEndpointHandler = UserinfoEndpoint
export type OAuthProviderButtonStyles = ProviderStyle
export type EmailProviderSendVerificationRequestParams = SendVerificationRequestParams
// The library behind Auth.js names no type for it either.
export type OAuthChecks = any
export type OIDCConfigInternal<P> = OIDCConfig<P>

/** The factories, by the ids of their providers. */
export interface BuiltInProviders {
  credentials: (config: Partial<CredentialsConfig>) => CredentialsConfig
  [id: OAuthProviderId]: (
    config: any,
  ) => OAuthConfig<any> | EmailConfig | CredentialsConfig | WebAuthnConfig
}

export type AppProviders = Provider[]

/** A provider, and where it is. */
export interface AppProvider extends CommonProviderOptions {
  signinUrl: string
  callbackUrl: string
}

export type * from "../../providers/index.ts"
