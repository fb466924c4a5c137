import type { LoggerInstance } from "../contracts/logger.ts"
import { BoundedMap, sharedMemo, sharedOnce } from "../crypto/memo.ts"
import { UntrustedHost } from "../errors.ts"
import { isLoopbackHost, parseUrl } from "../web/host.ts"
import { isPrivateHost } from "../web/private-host.ts"
import type { AuthConfig } from "./auth-config.ts"

/** What tells who we are: the configuration, and the environment of this request. */
export interface HostFacts {
  readonly config: AuthConfig
  readonly production: boolean
  readonly logger: Required<LoggerInstance>
  /** Who we are, where that is said. */
  readonly url?: string | undefined
  env(name: string): string | undefined
}

/** Who we are, where the configuration or the environment says so; it wins over any header. */
export function urlOf(facts: HostFacts): string | undefined {
  const said = facts.config.url ?? (facts.env("AUTH_URL") || facts.env("NEXTAUTH_URL"))
  return said || undefined
}

/** Values of `AUTH_TRUST_HOST` that mean no. Auth.js took any text for yes, "false" too. */
const no: ReadonlySet<string> = new Set(["", "false", "0", "no", "off"])
const yes: ReadonlySet<string> = new Set(["true", "1", "yes", "on"])

/** Whether, or which, hosts in the request's headers are believed. Loopback always is. */
export function trustedHosts(facts: HostFacts): boolean | readonly string[] {
  const { trustHost } = facts.config
  if (typeof trustHost === "object") return hostsOf(trustHost)
  if (trustHost !== undefined) return trustHost
  const said = facts.env("AUTH_TRUST_HOST")
  if (said !== undefined) return readTrust(said)
  return !!(facts.env("VERCEL") || facts.env("CF_PAGES") || !facts.production)
}

/** Yes, no, or the hosts: `app.example.com, *.preview.example.com`. What is no host matches none. */
function readTrust(text: string): boolean | readonly string[] {
  const word = text.trim().toLowerCase()
  if (no.has(word)) return false
  if (yes.has(word)) return true
  const read = sharedMemo("trusted-hosts", () => new BoundedMap<string, readonly string[]>(16))
  const known = read.get(text)
  if (known) return known
  const hosts = hostsOf(word.split(/[\s,]+/))
  read.set(text, hosts)
  return hosts
}

/** An entry may be a whole URL, since that is what `AUTH_URL` takes: its host counts. */
function hostsOf(entries: readonly string[]): readonly string[] {
  if (!entries.some((entry) => entry.includes("://"))) return entries
  return entries.map((entry) =>
    entry.includes("://") ? (parseUrl(entry.trim())?.host ?? entry) : entry,
  )
}

/** What to tell whoever runs this: which host was named, what was trusted, and the line to add. */
export function untrusted(host: string, facts: HostFacts): UntrustedHost {
  const trusted = trustedHosts(facts)
  const hosts = host.split(",")
  const named = hosts.every((one) => /^[\w.:[\]-]{1,255}$/.test(one)) ? hosts : ["your.host"]
  const url = `AUTH_URL=https://${named[0]}`
  return new UntrustedHost(`Host must be trusted. ${advice()}`, {
    host: host.slice(0, 255),
    trusted: typeof trusted === "object" ? trusted.join(",") : trusted,
  })

  function advice(): string {
    if (facts.url) return "AUTH_URL (or NEXTAUTH_URL, or the option url) is no http(s) URL"
    if (hosts.length > 1) {
      return `X-Forwarded-Host names several: ${named.join(", ")}. Let the outermost proxy replace that header, or set ${url}, or name them all: AUTH_TRUST_HOST=${named.join(",")}`
    }
    if (typeof trusted === "object") {
      return `It is none of those listed in trustHost or AUTH_TRUST_HOST. Add ${named[0]} to them, or set ${url}`
    }
    return `Set ${url}, or AUTH_TRUST_HOST=${named[0]}, or AUTH_TRUST_HOST=true, if a proxy in front of you sets the Host header`
  }
}

const privateHosts = sharedOnce("private-hosts", () => new BoundedMap<string, true>(64))

/**
 * Warns, once for each, where the host that was believed is a name that only a private network knows: behind a proxy
 * that does not pass on the host that was asked for, links and redirects would name a container.
 */
export function warnOfPrivateHost(origin: string, facts: HostFacts): void {
  // Before the environment is looked at, which is dearer.
  if (privateHosts().get(origin) || !facts.production) return
  privateHosts().set(origin, true)
  const { host } = new URL(origin)
  if (!isPrivateHost(host) || isLoopbackHost(host)) return
  facts.logger.warn(
    "private-host",
    `Links and redirects lead to ${origin}, since that is the host of the request. If people come by another name, let the proxy send X-Forwarded-Host, or set AUTH_URL.`,
  )
}
