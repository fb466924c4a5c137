import { onWorkers } from "./workers.ts"

/** What `Retry-After` says, in seconds: the header holds them, or a date (RFC 9110 §10.2.3). Undefined for anything else. */
export function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim()
  if (!value) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000)
}

/** Next.js would keep the answers of a patched fetch. Workers keep none, and older ones refuse the option. */
export function uncached(): RequestInit {
  return onWorkers() ? {} : { cache: "no-store" }
}
