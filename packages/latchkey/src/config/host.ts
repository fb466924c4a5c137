import type { AuthConfig } from "./auth-config.ts"

/** What tells who we are: the configuration, and the environment of this request. */
export interface HostFacts {
  readonly config: AuthConfig
  readonly production: boolean
  env(name: string): string | undefined
}

/** Who we are, where the configuration or the environment says so; it wins over any header. */
export function urlOf(facts: HostFacts): string | undefined {
  const said = facts.config.url ?? (facts.env("AUTH_URL") || facts.env("NEXTAUTH_URL"))
  return said || undefined
}

/** Values of `AUTH_TRUST_HOST` that mean no. Auth.js took any text for yes, "false" too. */
const no: ReadonlySet<string> = new Set(["", "false", "0", "no", "off"])

/** Whether, or which, hosts in the request's headers are believed. Loopback always is. */
export function trustedHosts(facts: HostFacts): boolean | readonly string[] {
  const { trustHost } = facts.config
  if (trustHost !== undefined) return trustHost
  const said = facts.env("AUTH_TRUST_HOST")
  if (said !== undefined) return !no.has(said.trim().toLowerCase())
  return !!(facts.env("VERCEL") || facts.env("CF_PAGES") || !facts.production)
}
