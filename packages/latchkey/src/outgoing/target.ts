import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { kindOfAddress, kindOfHost } from "../web/address.ts"
import { OutgoingRefused } from "./refused.ts"

export interface TargetRules {
  readonly allow: ReadonlySet<string>
  readonly ports: ReadonlySet<number>
  readonly resolve: (hostname: string) => Promise<readonly string[]>
}

/** An address to connect to, judged already. */
export interface Pinned {
  readonly address: string
  readonly family: 4 | 6
}

/** All that the system's resolver says. */
export async function systemResolve(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)
}

/**
 * Where this URL leads: the addresses that alone may be connected to, so that a name which is resolved again can't lead
 * elsewhere. One address that is not public refuses them all.
 *
 * @throws {OutgoingRefused} It may not be asked.
 */
export async function targetOf(url: URL, rules: TargetRules): Promise<Pinned[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "")
  const isAllowed = rules.allow.has(hostname)
  assertUrl(url, rules, isAllowed)
  if (!isAllowed && kindOfHost(url.hostname) !== "public") refuse(url)
  const addresses = isIP(hostname) ? [hostname] : await rules.resolve(hostname)
  const fine = (address: string): boolean =>
    isIP(address) !== 0 &&
    (isAllowed || rules.allow.has(address) || kindOfAddress(address) === "public")
  if (addresses.length === 0 || !addresses.every(fine)) refuse(url)
  return addresses.map((address) => ({ address, family: isIP(address) as 4 | 6 }))
}

function assertUrl(url: URL, { ports }: TargetRules, isAllowed: boolean): void {
  const isHttps = url.protocol === "https:"
  if (!isHttps && !(isAllowed && url.protocol === "http:")) {
    throw new OutgoingRefused(
      "protocol",
      `${url.protocol} is not spoken to ${url.host || "anybody"}`,
    )
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutgoingRefused("credentials", "there is a user name or password in the URL")
  }
  const port = Number(url.port) || (isHttps ? 443 : 80)
  if (ports.has(port) || isAllowed) return
  throw new OutgoingRefused("port", `port ${port} is not asked`)
}

function refuse({ hostname }: URL): never {
  throw new OutgoingRefused("address", `${hostname} leads to no public address`)
}
