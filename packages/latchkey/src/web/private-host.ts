import { isLoopbackName, parseHost } from "./host.ts"

/** Ranges that no router of the internet forwards: RFC 1918, RFC 3927, RFC 6598; RFC 4193 and RFC 4291 §2.5.6. */
const privateAddress =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)[\d.]+$|^\[f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):/
/** Names that only a private resolver knows: RFC 6762, RFC 8375, ICANN's `.internal`, and Kubernetes' services. */
const privateName = /\.(?:internal|local|svc|home\.arpa)$/

/** Whether a host (with or without port) can be reached from within a network only, by what its name says. */
export function isPrivateHost(host: string): boolean {
  const parsed = parseHost(host)
  if (!parsed) return false
  const { hostname } = parsed
  if (isLoopbackName(hostname) || privateAddress.test(hostname)) return true
  return privateName.test(hostname) || /^[a-z0-9_-]*[a-z_-][a-z0-9_-]*$/.test(hostname)
}
