import type { OAuthConfig, OAuthUserConfig } from "../contracts/provider.ts"

/** The user's options over the provider's own; what the user left undefined does not count. */
export function mergeOptions<P>(config: OAuthConfig<P>): OAuthConfig<P> {
  const { options, ...own } = config
  const given: OAuthUserConfig<P> = {}
  for (const key of Reflect.ownKeys(options ?? {}) as (keyof OAuthUserConfig<P>)[]) {
    // An empty issuer is what an unset variable leaves in a template.
    if (key === "issuer" && !options?.issuer) continue
    if (options?.[key] !== undefined) Object.assign(given, { [key]: options[key] })
  }
  const client = { ...own.client, ...given.client }
  return { ...own, ...given, client, type: config.type } as OAuthConfig<P>
}
