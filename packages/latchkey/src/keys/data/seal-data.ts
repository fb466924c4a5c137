import { crypto } from "../../crypto/index.ts"
import type { RingKey, SealKey, SealSpec } from "../model.ts"
import { activeKey, type Ring } from "../ring.ts"
import { sealKey } from "../seal-key.ts"
import { dataContext, joinSealed, MAX_LENGTH, splitSealed } from "./format.ts"

/** A key of its own: nothing that was stored passes for a token, and no token for something stored. */
const SPEC: SealSpec = { format: "own", purpose: "data", salt: "" }

/** A text that was opened. */
export interface OpenedText {
  readonly text: string
  /** The key that sealed it. */
  readonly kid: string
  /**
   * The revoked key that sealed it before a sweep sealed it anew; null where there was none. Whoever has that key may
   * have read it, and with access to the storage have written it.
   */
  readonly exposed: string | null
}

/**
 * What became of a stored text.
 * - `ok`: opened; `current` is false if it was not sealed by the key that seals now.
 * - `plain`: was never sealed. Nothing vouches for it.
 * - `revoked`: opened, but by a key that was revoked: whoever has that key may have written it.
 * - `unknown`: sealed by a key we don't have. It may be newer than our ring, or was taken out of the environment.
 * - `destroyed`: sealed by a key that is gone for good.
 * - `forged`: names a key of ours, but was not sealed with it, or not for this place.
 * - `malformed`: begins like a sealed text, and is none: cut off, or garbled.
 */
export type OpenedData =
  | ({ readonly status: "ok"; readonly current: boolean } & OpenedText)
  | ({ readonly status: "revoked" } & OpenedText)
  | { readonly status: "plain"; readonly text: string }
  | { readonly status: "unknown" | "destroyed" | "forged"; readonly kid: string }
  | { readonly status: "malformed" }

/**
 * Seals a text for storage with the ring's active key (AES-256-GCM, NIST SP 800-38D).
 *
 * @param context - Where it is kept, e.g. table, row and column. It opens only there.
 * @param exposed - See `OpenedText`.
 * @throws TypeError where the text can't be given back as it is: a lone surrogate, or longer than 12 MiB
 */
export async function sealData(
  ring: Ring,
  text: string,
  context: string,
  exposed: string | null = null,
): Promise<string> {
  if (typeof text !== "string" || typeof context !== "string" || context === "") {
    throw new TypeError("What is sealed is a string, and its context a string that is not empty.")
  }
  const plaintext = crypto.toUtf8(text)
  if (plaintext.length > (MAX_LENGTH / 4) * 3 - 64) throw new TypeError("The text is too long.")
  if (/\p{Surrogate}/u.test(text)) throw new TypeError("The text has half a character in it.")
  const { key, aead } = await dataKey(activeKey(ring))
  key.seals++
  const iv = crypto.randomBytes(aead.ivLength)
  const { ciphertext, tag } = await aead.seal(iv, plaintext, dataContext(key.id, exposed, context))
  return joinSealed({ kid: key.id, iv, ciphertext, tag, exposed })
}

/** Opens a stored text in its place. Never throws for what was stored. */
export async function openData(ring: Ring, stored: string, context: string): Promise<OpenedData> {
  const parts = splitSealed(stored)
  if (parts === undefined) return { status: "plain", text: stored }
  if (parts === null) return { status: "malformed" }
  const { kid, iv, ciphertext, tag, exposed } = parts
  const found = findKey(ring, kid)
  if (!found) return { status: ring.refused.has(kid) ? "destroyed" : "unknown", kid }
  const { key, aead } = await dataKey(found)
  const plaintext = await aead.open(iv, ciphertext, tag, dataContext(kid, exposed, context))
  const text = plaintext && crypto.fromUtf8(plaintext)
  if (text === null) return { status: "forged", kid }
  key.opens++
  if (ring.refused.has(kid)) return { status: "revoked", text, kid, exposed }
  return { status: "ok", text, kid, exposed, current: key === activeKey(ring) }
}

function findKey(ring: Ring, kid: string): RingKey | undefined {
  const isIt = (key: RingKey): boolean => key.id === kid
  return ring.keys.find(isIt) ?? ring.dataKeys.find(isIt)
}

async function dataKey(key: RingKey): Promise<SealKey> {
  return sealKey(key, SPEC)
}
