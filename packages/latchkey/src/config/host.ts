import type { Context } from "./context.ts"

/** Who we are, where the configuration or the environment says so; it wins over any header. */
export function urlOf(context: Context): string | undefined {
  const said = context.config.url ?? (context.env("AUTH_URL") || context.env("NEXTAUTH_URL"))
  return said || undefined
}

/** Values of `AUTH_TRUST_HOST` that mean no. Auth.js took any text for yes, "false" too. */
const no: ReadonlySet<string> = new Set(["", "false", "0", "no", "off"])

/** Whether, or which, hosts in the request's headers are believed. Loopback always is. */
export function trustedHosts(context: Context): boolean | readonly string[] {
  const { trustHost } = context.config
  if (trustHost !== undefined) return trustHost
  const said = context.env("AUTH_TRUST_HOST")
  if (said !== undefined) return !no.has(said.trim().toLowerCase())
  return !!(context.env("VERCEL") || context.env("CF_PAGES") || !context.production)
}
