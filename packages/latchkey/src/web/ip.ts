/** An IP address as eight groups of 16 bits; one of IPv4 as it is mapped (RFC 4291 §2.5.5.2). */
export type Ip = readonly number[]

/** The addresses that begin with the same bits. */
export interface Network {
  readonly ip: Ip
  /** How many bits count, of 128. */
  readonly bits: number
}

const MAPPED: Ip = [0, 0, 0, 0, 0, 0xffff]
/** Bits before an IPv4 address that is mapped. */
const MAPPED_BITS = 96
const octet = "(?:0|[1-9]\\d{0,2})"
const v4Grammar = new RegExp(`^${octet}(?:\\.${octet}){3}$`)
/** Longer than any address with brackets and a port. */
const MAX_LENGTH = 64

/**
 * Reads an address as proxies write it: IPv4 with or without a port, IPv6 with or without brackets, and a port behind
 * those. Every spelling of an address gives the same groups, `::ffff:192.0.2.1` and `192.0.2.1` too. What has another
 * meaning elsewhere is none: octal, hexadecimal and short IPv4, zone ids (RFC 4007 §11.2), a port without an address.
 */
export function parseIp(text: string): Ip | undefined {
  const said = text.trim()
  if (said.length > MAX_LENGTH) return undefined
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(said)
  if (bracketed) return isPort(bracketed[2]) ? parseV6(bracketed[1]!) : undefined
  const withPort = /^([^:]*)(?::(\d{1,5}))?$/.exec(said)
  if (withPort) return isPort(withPort[2]) ? mapped(withPort[1]!) : undefined
  return parseV6(said)
}

/** Reads an address that stands alone, without brackets or a port. */
export function parseBareIp(text: string): Ip | undefined {
  return text.includes(":") ? parseV6(text) : mapped(text)
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (Number(port) > 0 && Number(port) <= 65_535)
}

function mapped(text: string): Ip | undefined {
  const groups = parseV4(text)
  return groups && [...MAPPED, ...groups]
}

function parseV4(text: string): Ip | undefined {
  if (!v4Grammar.test(text)) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number)
  return [a, b, c, d].every((byte) => byte <= 255) ? [(a << 8) | b, (c << 8) | d] : undefined
}

/** RFC 4291 §2.2: eight groups, of which one run of zeros may be left out; the last two may be an IPv4 address. */
function parseV6(text: string): Ip | undefined {
  const halves = text.split("::")
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1))
  if (!head || (halves.length === 2 && !tail)) return undefined
  if (!tail) return head.length === 8 ? head : undefined
  const missing = 8 - head.length - tail.length
  return missing >= 1 ? [...head, ...Array<number>(missing).fill(0), ...tail] : undefined
}

function groupsOf(half: string, isLast: boolean): Ip | undefined {
  if (half === "") return []
  const parts = half.split(":")
  const last = parts.at(-1)!
  const v4 = isLast && last.includes(".") ? parseV4(last) : undefined
  const words = v4 ? parts.slice(0, -1) : parts
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined
  return [...words.map((word) => Number.parseInt(word, 16)), ...(v4 ?? [])]
}

/** The IPv4 address in the last bits of one of IPv6. */
export function v4Within(ip: Ip): Ip {
  return [...MAPPED, ...ip.slice(6)]
}

/** Whether it is one of IPv4. */
export function isV4(ip: Ip): boolean {
  return MAPPED.every((group, index) => ip[index] === group)
}

/** The address in its one spelling: dotted, or as RFC 5952 §4 has it. */
export function formatIp(ip: Ip): string {
  if (isV4(ip)) return ip.slice(6).flatMap(bytesOf).join(".")
  const text = ip.map((group) => group.toString(16)).join(":")
  const runs = text.match(/(?:^|(?<=:))0(?::0)+(?=:|$)/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "")
  if (longest === "") return text
  const at = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`))
  const [head, tail] = [text.slice(0, at), text.slice(at + longest.length)]
  return `${head.replace(/:$/, "")}::${tail.replace(/^:/, "")}`
}

const bytesOf = (group: number): number[] => [group >> 8, group & 0xff]

/** The address with all bits behind the first `bits` zero. */
export function maskIp(ip: Ip, bits: number): Ip {
  return ip.map((group, index) => {
    const kept = Math.min(16, Math.max(0, bits - index * 16))
    return group & (0xffff << (16 - kept)) & 0xffff
  })
}

/** Reads `192.0.2.0/24`, `2001:db8::/32`, or one address (RFC 4632 §3.1). */
export function parseNetwork(text: string): Network | undefined {
  const match = /^([0-9a-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text.trim())
  const address = match?.[1] ?? ""
  const ip = parseBareIp(address)
  if (!match || !ip) return undefined
  const before = address.includes(":") ? 0 : MAPPED_BITS
  const bits = before + Number(match[2] ?? 128 - before)
  return bits <= 128 ? { ip: maskIp(ip, bits), bits } : undefined
}

export function isWithin(ip: Ip, network: Network): boolean {
  return maskIp(ip, network.bits).every((group, index) => group === network.ip[index])
}
