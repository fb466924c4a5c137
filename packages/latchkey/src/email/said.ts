import { parseEmail } from "./parse.ts"

/** Characters of what is kept as it was said: local part and domain as long as each may be (RFC 5321 §4.5.3.1). */
const MAX_LENGTH = 320

export interface SaidAddressOptions {
  /** Whether what is no address in the strict sense counts as none; else it is kept as it was said. */
  readonly strict: boolean
}

/**
 * The address that a provider says somebody has, in the one spelling that is stored and looked up; null for none.
 * Letters are made small only in addresses of ASCII: to Unicode, the Kelvin sign is another k, and the user who is found
 * by the result another person (ADV-AJ07).
 */
export function saidAddress(said: unknown, { strict }: SaidAddressOptions): string | null {
  const parsed = parseEmail(said)
  if (parsed.ok) return parsed.email
  if (strict || typeof said !== "string" || said === "" || said.length > MAX_LENGTH) return null
  return said.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
