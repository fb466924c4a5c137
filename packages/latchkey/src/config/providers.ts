import type {
  CredentialsConfig,
  EmailConfig,
  OAuth2Config,
  OIDCConfig,
  Provider,
  ProviderEnv,
  ProviderObject,
} from "../contracts/provider.ts"
import type { WebAuthnConfig } from "../contracts/webauthn.ts"
import type { Context } from "./context.ts"

/** Names what the environment calls a provider: `microsoft-entra-id` is `MICROSOFT_ENTRA_ID`. */
export function environmentPrefix(id: string): string {
  return `AUTH_${id.toUpperCase().replaceAll("-", "_")}`
}

function fromEnvironment(context: Context, id: string): ProviderEnv {
  const prefix = environmentPrefix(id)
  const read = (suffix: string): string | undefined =>
    context.env(`${prefix}_${suffix}`) || undefined
  const found = {
    clientId: read("ID"),
    clientSecret: read("SECRET"),
    issuer: read("ISSUER"),
    apiKey: read("KEY"),
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as ProviderEnv
}

/** The provider as an object, with the environment's values where the application gave none. */
function materialise(context: Context, provider: Provider): ProviderObject {
  if (typeof provider === "function") {
    const { id } = provider({})
    return provider(fromEnvironment(context, id))
  }
  const env = fromEnvironment(context, providerId(provider))
  if (Object.keys(env).length === 0) return provider
  return {
    ...provider,
    options: { ...env, ...whatIsGiven(provider.options as object | undefined) },
  } as ProviderObject
}

/** The options that say something; symbols are options too (`customFetch`). */
function whatIsGiven(options: object = {}): object {
  const given = { ...options }
  for (const key of Reflect.ownKeys(given) as (keyof typeof given)[]) {
    if (given[key] === undefined) delete given[key]
  }
  return given
}

/** The id that counts: an application may rename a provider. */
export function providerId(provider: ProviderObject): string {
  return (provider.options as { id?: string } | undefined)?.id ?? provider.id
}

/** Every provider, in the order of the configuration. */
export function allProviders(context: Context): ProviderObject[] {
  return context.config.providers.map((provider) => materialise(context, provider))
}

/** The provider of that id; the first, where two claim it. */
export function findProvider(context: Context, id: string): ProviderObject | undefined {
  const provider = context.config.providers.find((one) => idOf(one) === id)
  return provider && materialise(context, provider)
}

/** Whether more than one provider has that id. */
export function isClaimedTwice(context: Context, id: string): boolean {
  return context.config.providers.filter((one) => idOf(one) === id).length > 1
}

function idOf(provider: Provider): string {
  return providerId(typeof provider === "function" ? provider({}) : provider)
}

/** What the application passed to a provider that is not OAuth's, over what the provider brings. */
export function withOptions<T extends EmailConfig | CredentialsConfig | WebAuthnConfig>(
  provider: T,
): T {
  return { ...provider, ...whatIsGiven(provider.options) }
}

/** A provider of OpenID Connect or OAuth, of any profile. */
export type OAuthObject = OIDCConfig<any> | OAuth2Config<any>

export function isOAuth(provider: ProviderObject): provider is OAuthObject {
  return provider.type === "oidc" || provider.type === "oauth"
}

/** Whether it speaks OAuth 1.0a; NextAuth 4 told it by the version, as here. */
export function isOAuth1(provider: ProviderObject): provider is OAuth2Config<any> {
  if (provider.type !== "oauth") return false
  const version: unknown = provider.options?.version ?? provider.version
  return typeof version === "string" && version.startsWith("1.")
}

/** A provider as others may see it. */
export interface PublicProvider {
  id: string
  name: string
  type: string
  signinUrl: string
  callbackUrl: string
}

export function publicProvider(provider: ProviderObject, base: string): PublicProvider {
  const id = providerId(provider)
  const name = (provider.options as { name?: string } | undefined)?.name ?? provider.name
  return {
    id,
    name,
    type: provider.type,
    signinUrl: `${base}/signin/${id}`,
    callbackUrl: `${base}/callback/${id}`,
  }
}
