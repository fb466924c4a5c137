import { parseBareIp } from "./ip.ts"
import { type HostKind, kindOfIp } from "./ip-kind.ts"

export type { HostKind } from "./ip-kind.ts"

/** Names that clouds give to the metadata of a machine. */
const metadataNames = new Set(["metadata.google.internal", "instance-data.ec2.internal"])
/** Names that only a private resolver knows: RFC 6762, RFC 8375, ICANN's `.internal`, Kubernetes' services. */
const privateName = /(?:^|\.)(?:internal|local|svc|home\.arpa|intranet|lan|corp|home|localdomain)$/
/** RFC 6761 §6.4, RFC 7686. */
const noName = /(?:^|\.)(?:invalid|onion)$/

/**
 * Judges a host as `URL` spells it: numbers in any base are canonical by then, IPv6 is in brackets. By its letters
 * only: what a name resolves to is for whoever connects to see.
 */
export function kindOfHost(hostname: string): HostKind {
  const name = hostname.toLowerCase().replace(/\.$/, "")
  if (name.startsWith("[")) return kindOfAddress(name.slice(1, -1))
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return kindOfAddress(name)
  if (name === "localhost" || name.endsWith(".localhost")) return "loopback"
  if (metadataNames.has(name)) return "link-local"
  if (name === "" || noName.test(name)) return "reserved"
  return !name.includes(".") || privateName.test(name) ? "private" : "public"
}

/** Judges an address as a resolver answers it, without brackets; what is none is reserved. */
export function kindOfAddress(address: string): HostKind {
  // A zone (`%eth0`) names an interface of this machine: only link-local addresses have one.
  if (address.includes("%")) return "link-local"
  const ip = parseBareIp(address)
  return ip ? kindOfIp(ip) : "reserved"
}
