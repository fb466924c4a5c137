import { type Bytes, crypto } from "../../crypto/index.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"

/** `whsec_` and 24 to 64 random bytes in base64. */
type Given = string | readonly string[]

/** One secret, or several with the newest first while receivers change over; or a function that answers either. */
export type WebhookSecret = Given | (() => Awaitable<Given>)

const PREFIX = "whsec_"

/** Bytes to sign with, the newest first. @throws TypeError where it is none; says nothing of what it is */
export async function keysOf(secret: WebhookSecret): Promise<readonly Bytes[]> {
  return keysOfGiven(typeof secret === "function" ? await secret() : secret)
}

/** @throws TypeError */
export function keysOfGiven(given: Given): readonly Bytes[] {
  const keys = [given].flat().map(keyOf)
  if (keys.length > 0) return keys
  throw new TypeError("A webhook needs a secret.")
}

function keyOf(secret: unknown): Bytes {
  const bytes = typeof secret === "string" && secret.startsWith(PREFIX) ? decoded(secret) : null
  if (bytes && bytes.length >= 24 && bytes.length <= 64) return bytes
  throw new TypeError(
    'The secret of a webhook is "whsec_" and 24 to 64 random bytes in base64: echo "whsec_$(openssl rand -base64 32)"',
  )
}

function decoded(secret: string): Bytes | null {
  try {
    return Uint8Array.from(atob(secret.slice(PREFIX.length)), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}

/** `v1,` and HMAC-SHA256 of id, time and body in base64 (Standard Webhooks, symmetric signatures). */
export async function signature(
  key: Bytes,
  { id, seconds, body }: { id: string; seconds: number; body: string },
): Promise<string> {
  const mac = await crypto.hmacSha256(key, `${id}.${seconds}.${body}`)
  return `v1,${btoa(String.fromCharCode(...mac))}`
}
