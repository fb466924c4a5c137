import type { AuthorizationServer } from "oauth4webapi"
import { InvalidEndpoints } from "../errors.ts"
import { type HostKind, kindOfHost } from "../web/address.ts"
import { parseUrl } from "../web/host.ts"
import type { OAuthProvider } from "./provider.ts"

/** What this server itself asks at the word of a metadata document, and where the configuration may say it instead. */
const fetched = {
  token_endpoint: ["token", ({ token }) => token.url],
  userinfo_endpoint: ["userinfo", ({ userinfo }) => userinfo?.url],
  jwks_uri: ["jwks_endpoint", ({ jwksUri }) => jwksUri],
  revocation_endpoint: ["revocation", ({ revocation }) => revocation],
} satisfies Record<string, [string, (provider: OAuthProvider<any>) => string | undefined]>

/**
 * Ensures that a metadata document sends us nowhere that its author can't reach without us (server-side request
 * forgery): to this machine, its link, or a private network. The hosts that the configuration names are as good as it
 * is; and a provider that the configuration places in a private network may name others there.
 *
 * @throws {InvalidEndpoints} It does.
 */
export function assertReach(provider: OAuthProvider<any>, server: AuthorizationServer): void {
  const { issuer, wellKnown, authorization, token, userinfo, jwksUri } = provider
  const configured = [issuer, wellKnown, authorization.url, token.url, userinfo?.url, jwksUri]
  const hosts = new Set(configured.flatMap((url) => hostOf(url) ?? []))
  const kinds = new Set([...hosts].map(kindOfHost))
  for (const [name, [option, own]] of Object.entries(fetched)) {
    const url = server[name]
    if (url === undefined || own(provider)) continue
    const problem = problemOf(url, hosts, kinds)
    if (problem === undefined) continue
    throw new InvalidEndpoints(
      `The metadata of provider "${provider.id}" has a \`${name}\` ${problem}. If that is right, set \`${option}\` on the provider.`,
    )
  }
}

function problemOf(
  url: unknown,
  hosts: ReadonlySet<string>,
  kinds: ReadonlySet<HostKind>,
): string | undefined {
  const parsed = typeof url === "string" ? parseUrl(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return "that is no http address"
  if (parsed.username !== "" || parsed.password !== "") return "with a user name or password in it"
  if (hosts.has(parsed.hostname)) return undefined
  const kind = kindOfHost(parsed.hostname)
  if (kind === "public") return undefined
  // Who is configured on this machine or in this network may name its neighbours there, but no metadata service.
  if ((kind === "loopback" || kind === "private") && kinds.has(kind)) return undefined
  return `on a host that no provider of the internet has (${kind})`
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : parseUrl(url)?.hostname
}
