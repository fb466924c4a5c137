/**
 * The types of `next-auth/providers` in NextAuth 4: `latchkey/doors/v4/providers`.
 *
 * @module
 */
import type {
  AuthorizationEndpoint,
  CommonProviderOptions,
  EmailConfig,
  EmailUserConfig,
  EndpointHandler as Endpoint,
  OAuthConfig,
  Provider,
  ProviderStyle,
  TokenEndpoint,
  UserinfoEndpoint,
} from "../../contracts/provider.ts"

export type OAuthProviderType = string
export type EmailProviderType = "Email"
export type RedirectableProviderType = "email" | "credentials"
export type BuiltInProviderType = string
export type OAuthChecks = any
/** Its parameters are there for code written for NextAuth 4. */
export type EndpointHandler<_P = any, _C = any, _R = any> = Endpoint
export type AuthorizationEndpointHandler = AuthorizationEndpoint
export type TokenEndpointHandler = TokenEndpoint
export type UserinfoEndpointHandler = UserinfoEndpoint
export type OAuthProviderButtonStyles = ProviderStyle
export type OAuthProvider = (options: any) => OAuthConfig<any>
export type EmailProvider = (options: EmailUserConfig) => EmailConfig
export type BuiltInProviders = Record<string, (options: any) => Provider>
export type AppProviders = Provider[]

/** A provider, and where it is. */
export interface AppProvider extends CommonProviderOptions {
  signinUrl: string
  callbackUrl: string
}

export type * from "../../providers/index.ts"
export type {
  CredentialsConfig,
  CredentialsProvider,
  CredentialsProviderType,
  CredentialsUserConfig,
} from "./credentials.ts"
