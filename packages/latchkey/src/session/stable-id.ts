import { crypto, toHex } from "../crypto/index.ts"

/**
 * The user id where no adapter gives one: the same at each sign-in with the same account, and telling nothing of it.
 * Shaped as a UUID of version 8 (RFC 9562 §5.8), since applications put ids into UUID columns.
 */
export async function stableId(provider: string, providerAccountId: string): Promise<string> {
  const digest = await crypto.sha256(
    JSON.stringify(["latchkey/user/v1", provider, providerAccountId]),
  )
  const bytes = digest.slice(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = toHex(bytes)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-")
}
