import type { LoggerInstance } from "../contracts/logger.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { parseHost } from "../web/host.ts"

/** What decides for which hosts the session's cookie is. */
interface DomainFacts {
  readonly config: { readonly session?: { readonly domain?: string } }
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
    warnOnce(facts.logger, said)
    return undefined
  }
  const { hostname } = new URL(facts.origin)
  return hostname === domain || hostname.endsWith(`.${domain}`) ? domain : undefined
}

/** A name of two labels or more, with or without the dot that older examples put before it (RFC 6265bis §5.6.3). */
function readDomain(text: string): string | undefined {
  const parsed = parseHost(text.trim().replace(/^\./, ""))
  if (!parsed || parsed.port !== "") return undefined
  const { hostname } = parsed
  return hostname.includes(".") && !/^[\d.]+$/.test(hostname) ? hostname : undefined
}

function warnOnce(logger: Required<LoggerInstance>, said: string): void {
  const warned = sharedMemo("session-domains", () => new Set<string>())
  if (warned.has(said) || warned.size > 16) return
  warned.add(said)
  logger.warn(
    "session-domain",
    `session.domain is to be a name such as example.com, not ${JSON.stringify(said.slice(0, 80))}; the session's cookie is for one host alone.`,
  )
}
