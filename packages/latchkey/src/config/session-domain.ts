import type { LoggerInstance } from "../contracts/logger.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { parseHost } from "../web/host.ts"
import type { AuthConfig } from "./auth-config.ts"

/** What decides for which hosts the session's cookie is. */
interface DomainFacts {
  readonly config: Pick<AuthConfig, "session" | "cookies">
  readonly origin: string
  readonly logger: Required<LoggerInstance>
}

/**
 * The domain of the session's cookie: the one of the configuration, where our host is that or below it. Elsewhere, on
 * localhost or at the address of a preview, a browser would refuse such a cookie, so there it is for the host alone.
 */
export function sessionDomain(facts: DomainFacts): string | undefined {
  const said = facts.config.session?.domain
  if (said === undefined || said === "") return undefined
  const domain = readDomain(said)
  if (domain === undefined) {
    const shown = JSON.stringify(said.slice(0, 80))
    warnOnce(
      facts.logger,
      said,
      `session.domain is to be a name such as example.com, not ${shown}; the session's cookie is for one host alone.`,
    )
    return undefined
  }
  return isWithin(domain, facts.origin) ? domain : undefined
}

/**
 * Warns where the domain in the cookie's own options is not one of ours: a browser drops such a cookie without a word,
 * and everybody who signs in is still signed out. With `session.domain` that can't happen.
 */
export function warnOfForeignDomain(facts: DomainFacts): void {
  const given = facts.config.cookies?.sessionToken?.options?.domain?.replace(/^\./, "")
  if (!given || isWithin(given.toLowerCase(), facts.origin)) return
  const said = `Browsers take no cookie for ${given} from ${facts.origin}: nobody stays signed in. Use session.domain, which leaves it out where it does not fit.`
  warnOnce(facts.logger, `${given} ${facts.origin}`, said)
}

function isWithin(domain: string, origin: string): boolean {
  const { hostname } = new URL(origin)
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/** A name of two labels or more, with or without the dot that older examples put before it (RFC 6265bis §5.6.3). */
function readDomain(text: string): string | undefined {
  const parsed = parseHost(text.trim().replace(/^\./, ""))
  if (!parsed || parsed.port !== "") return undefined
  const { hostname } = parsed
  return hostname.includes(".") && !/^[\d.]+$/.test(hostname) ? hostname : undefined
}

function warnOnce(logger: Required<LoggerInstance>, about: string, line: string): void {
  const warned = sharedMemo("session-domains", () => new Set<string>())
  if (warned.has(about) || warned.size >= 32) return
  warned.add(about)
  logger.warn("session-domain", line)
}
