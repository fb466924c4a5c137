import { kindOfHost } from "./address.ts"
import { parseHost } from "./host.ts"

/** Whether a host (with or without port) can be reached from within a network only, by what its name says. */
export function isPrivateHost(host: string): boolean {
  const parsed = parseHost(host)
  return parsed !== undefined && within.has(kindOfHost(parsed.hostname))
}

const within: ReadonlySet<string> = new Set(["loopback", "link-local", "private"])
