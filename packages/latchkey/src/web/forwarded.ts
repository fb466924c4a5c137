/** What proxies say of the request that reached the first of them. */
export interface Forwarded {
  /** The hosts they name, the one nearest to the person first. */
  readonly hosts: readonly string[]
  readonly protocols: readonly string[]
}

/** Elements of a header that are read; no chain of proxies is longer. */
export const MAX_HOPS = 8
const MAX_LENGTH = 2_048
/** `name=value`, the value a token or in quotes (RFC 7239 §4). */
const pair = /^([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;=]*))$/i

/**
 * Reads a `Forwarded` header (RFC 7239).
 *
 * @returns undefined where it is malformed, too long, or names no host
 */
export function parseForwarded(header: string): Forwarded | undefined {
  if (header.length > MAX_LENGTH) return undefined
  const hosts: string[] = []
  const protocols: string[] = []
  const elements = splitList(header)
  if (elements.length > MAX_HOPS) return undefined
  for (const element of elements) {
    for (const part of element.split(";").map((one) => one.trim())) {
      if (part === "") continue
      const match = pair.exec(part)
      if (!match) return undefined
      const [, name, quoted, token] = match
      const value = quoted?.replaceAll(/\\(.)/g, "$1") ?? token!
      if (name!.toLowerCase() === "host") hosts.push(value)
      if (name!.toLowerCase() === "proto") protocols.push(value)
    }
  }
  return hosts.length > 0 ? { hosts, protocols } : undefined
}

/** The members of a list, the blanks around them gone; one more than {@link MAX_HOPS} at most, to show that there are. */
export function splitList(text: string): string[] {
  return text
    .slice(0, MAX_LENGTH)
    .split(",", MAX_HOPS + 1)
    .map((one) => one.trim())
}

/**
 * The protocol that a person's browser used, of what each proxy said: https where any of them did, so that nobody can
 * talk a link down to http by a header of their own.
 */
export function protocolOf(said: readonly string[]): "http" | "https" | undefined {
  if (said.includes("https")) return "https"
  return said.includes("http") ? "http" : undefined
}
