import { type Ip, isWithin, type Network, parseNetwork, v4Within } from "./ip.ts"

/**
 * What a host says of where it leads: `public` may be anywhere on the internet; the others are this machine, its link
 * (where clouds keep their metadata), a private network, or nothing that a server has.
 */
export type HostKind = "public" | "loopback" | "link-local" | "private" | "reserved"

/** From IANA's registries of special-purpose addresses (RFC 6890) and RFC 1918; the first that matches counts. */
const kinds: readonly (readonly [HostKind, ...networks: string[]])[] = [
  // The metadata of Alibaba's cloud, in the range of carriers, and of Amazon's, in the private one.
  ["link-local", "100.100.100.200", "fd00:ec2::/32"],
  ["loopback", "127.0.0.0/8", "::1"],
  ["link-local", "169.254.0.0/16", "fe80::/10"],
  ["private", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"],
  ["private", "fc00::/7", "fec0::/10"],
  ["reserved", "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"],
  ["reserved", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  // Of what is given out of IPv6, that which tunnels or documents is as closed as the rest.
  ["reserved", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"],
  ["public", "0.0.0.0/0", "2000::/3"],
]

const network = (text: string): Network => parseNetwork(text)!
const table = kinds.flatMap(([kind, ...networks]) =>
  networks.map((text) => ({ kind, network: network(text) })),
)
/** IPv4 addresses within IPv6 ones, as they are translated (RFC 6052 §2.1); those of RFC 8215 are local. */
const translated = network("64:ff9b::/96")

/** Judges an address; an IPv4 one that is mapped or translated as that one. What nobody was given is reserved. */
export function kindOfIp(ip: Ip): HostKind {
  const judged = isWithin(ip, translated) ? v4Within(ip) : ip
  return table.find((entry) => isWithin(judged, entry.network))?.kind ?? "reserved"
}
