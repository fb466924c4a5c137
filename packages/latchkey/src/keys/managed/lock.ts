import type { RootKey } from "../../contracts/keys.ts"
import { type Aead, type Bytes, crypto, equalStrings, randomToken } from "../../crypto/index.ts"
import { BoundedMap } from "../../crypto/memo.ts"
import { inSpan } from "../../web/telemetry.ts"
import { DERIVATION_SALT, derivationInfo } from "../purpose.ts"
import { ringKey } from "../ring-key.ts"
import { type RingDocument, type RingEntry, RingForged, RingLocked } from "./document.ts"
import type { RootWrap } from "./document.ts"
import { canonical, joinWire, splitWire, type WireDocument, type WireEntry } from "./wire.ts"

/** Opened data keys by their wrapping: a root that is a service is asked once, not at each revision. */
export type DataKeys = BoundedMap<string, string>

export function createDataKeys(): DataKeys {
  return new BoundedMap(16)
}

interface Lock {
  readonly aead: Aead
  readonly macKey: Bytes
}

async function lockOf(dataKey: string): Promise<Lock> {
  const derive = async (purpose: "ring-wrap" | "ring-mac", algorithm: string): Promise<Bytes> =>
    crypto.hkdfSha256(dataKey, DERIVATION_SALT, derivationInfo(purpose, algorithm), 32)
  const aead = await crypto.aesGcm(await derive("ring-wrap", "A256GCM"))
  return { aead, macKey: await derive("ring-mac", "HS256") }
}

/** What a wrapped key is bound to: moved to another ring, place or time, it doesn't open. */
function entryContext(ring: string, key: Omit<RingEntry, "material">): Bytes {
  const dates = [key.created, key.since, key.notBefore, key.notAfter, key.registeredOnly]
  const use = key.dataOnly ? ["data-only"] : []
  const over = key.retired === null ? [] : ["retired", key.retired]
  return crypto.toUtf8(JSON.stringify([ring, key.id, key.epoch, ...dates, ...use, ...over]))
}

/** What a wrapped data key is bound to. */
function rootContext(ring: string): string {
  return `latchkey/v1/ring/${ring}`
}

/** The data key wrapped under a root, for `RingDocument.roots`. */
export async function wrapUnder(
  root: RootKey,
  doc: Pick<RingDocument, "ring" | "dataKey">,
  at: number,
): Promise<RootWrap> {
  const wrapped = await rootSpan(root, "wrap", async () =>
    root.wrap(doc.dataKey, rootContext(doc.ring)),
  )
  return { root: root.id, at, wrapped }
}

/** A question to a root that is a service, such as a KMS; one of this process is not worth a span. */
function rootSpan<T>(root: RootKey, what: "wrap" | "unwrap", ask: () => Promise<T>): Promise<T> {
  if (root.id.startsWith("local:")) return ask()
  const attributes = { "latchkey.root": root.id }
  return inSpan({ name: `latchkey keys ${what}`, kind: "client", attributes }, ask)
}

/** A data key for `RingDocument.dataKey`. */
export function newDataKey(): string {
  return randomToken()
}

/** The document as it is stored: material encrypted, the whole authenticated. */
export async function sealDocument(doc: RingDocument): Promise<Uint8Array> {
  const lock = await lockOf(doc.dataKey)
  const keys: WireEntry[] = []
  for (const { material, ...key } of doc.keys) {
    const iv = crypto.randomBytes(lock.aead.ivLength)
    const context = entryContext(doc.ring, key)
    const { ciphertext, tag } = await lock.aead.seal(iv, crypto.toUtf8(material), context)
    keys.push({ ...key, wrapped: [iv, ciphertext, tag].map(crypto.toBase64url).join(".") })
  }
  const text = canonical({ ...doc, keys })
  return joinWire(text, await macOf(lock, text))
}

async function macOf(lock: Lock, text: string): Promise<string> {
  return crypto.toBase64url(await crypto.hmacSha256(lock.macKey, text))
}

/** SHA-256 of stored bytes, base64url: what the next revision says of the one before. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  return crypto.toBase64url(await crypto.sha256(bytes as Bytes))
}

export interface OpenedDocument {
  readonly doc: RingDocument
  /** The id of the root that opened it. */
  readonly root: string
}

/**
 * Opens and verifies a stored document: made by someone who has the data key, for this ring, unchanged.
 *
 * @throws RingLocked where none of the roots opens it
 * @throws RingForged where it was changed by someone without the root
 */
export async function openDocument(
  bytes: Uint8Array,
  options: { ring: string; roots: readonly RootKey[]; dataKeys: DataKeys },
): Promise<OpenedDocument> {
  const { doc: wire, text, mac } = splitWire(bytes)
  if (wire.ring !== options.ring) {
    throw new RingForged(
      `The stored ring is another one (${JSON.stringify(wire.ring.slice(0, 40))}).`,
    )
  }
  const { dataKey, root } = await unlock(wire, options)
  const lock = await lockOf(dataKey)
  if (!equalStrings(mac, await macOf(lock, text))) {
    throw new RingForged("The stored ring was changed by someone who doesn't have its root.")
  }
  const keys: RingEntry[] = []
  for (const key of wire.keys) keys.push(await openEntry(wire.ring, key, lock))
  const { ring, rev, at, policy, tombstones, roots, prev } = wire
  return { doc: { ring, rev, at, policy, keys, tombstones, roots, dataKey, prev }, root }
}

async function unlock(
  wire: WireDocument,
  options: { roots: readonly RootKey[]; dataKeys: DataKeys },
): Promise<{ dataKey: string; root: string }> {
  let failure: unknown
  for (const root of options.roots) {
    for (const wrap of wire.roots) {
      if (wrap.root !== root.id || !root.unwrap) continue
      const memo = `${root.id}\n${wire.ring}\n${wrap.wrapped}`
      try {
        const dataKey =
          options.dataKeys.get(memo) ??
          (await rootSpan(root, "unwrap", async () =>
            root.unwrap!(wrap.wrapped, rootContext(wire.ring)),
          ))
        if (dataKey === null) continue
        options.dataKeys.set(memo, dataKey)
        return { dataKey, root: root.id }
      } catch (error) {
        // Another root may still answer.
        failure = error
      }
    }
  }
  if (failure !== undefined) throw failure
  const wanted = wire.roots.map(({ root }) => root).join(", ")
  const given = options.roots.map(({ id }) => id).join(", ") || "none"
  throw new RingLocked(
    `The ring is wrapped under ${wanted}, but the roots at hand are ${given}. Give the former secret beside the new one (AUTH_SECRET_1, or NEXTAUTH_SECRET) until the ring is wrapped anew.`,
    wire.rev,
  )
}

async function openEntry(ring: string, key: WireEntry, lock: Lock): Promise<RingEntry> {
  const { wrapped, ...others } = key
  const rest = { ...others, dataOnly: others.dataOnly === true, retired: others.retired ?? null }
  const [iv, ciphertext, tag, ...more] = wrapped.split(".").map(crypto.fromBase64url)
  const whole = iv && ciphertext && tag && more.length === 0
  const plain = whole && (await lock.aead.open(iv, ciphertext, tag, entryContext(ring, rest)))
  const material = plain ? crypto.fromUtf8(plain) : null
  if (!material || (await ringKey(material)).id !== rest.id) {
    throw new RingForged(`Key ${rest.id} of the stored ring does not open.`)
  }
  return { ...rest, material }
}
