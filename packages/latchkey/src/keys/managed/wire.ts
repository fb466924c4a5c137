import { crypto } from "../../crypto/index.ts"
import { MAX_KEYS, type RingDocument, type RingEntry, RingForged } from "./document.ts"

/** The document as it is stored: each material wrapped, the data key in no form but wrapped. */
export interface WireDocument extends Omit<RingDocument, "dataKey" | "keys"> {
  readonly keys: readonly WireEntry[]
}

export interface WireEntry extends Omit<RingEntry, "material" | "dataOnly" | "retired"> {
  readonly dataOnly?: boolean
  readonly retired?: number | null
  /** `<iv>.<ciphertext>.<tag>` */
  readonly wrapped: string
}

const VERSION = 1
const MAX_BYTES = 262_144
const MAX_TOMBSTONES = 4096

/** The text that is authenticated. Member order is fixed, so that one document has one text. */
export function canonical(doc: WireDocument): string {
  const { policy: p } = doc
  return JSON.stringify({
    v: VERSION,
    ring: doc.ring,
    rev: doc.rev,
    at: doc.at,
    policy: {
      lifetime: p.lifetime,
      propagation: p.propagation,
      refresh: p.refresh,
      skew: p.skew,
      maxTokenAge: p.maxTokenAge,
      staleness: p.staleness,
    },
    keys: doc.keys.map((key) => ({
      id: key.id,
      epoch: key.epoch,
      created: key.created,
      since: key.since,
      notBefore: key.notBefore,
      notAfter: key.notAfter,
      postponed: key.postponed,
      registeredOnly: key.registeredOnly,
      // Not written where they say nothing: a ring of before has no such members.
      ...(key.dataOnly ? { dataOnly: true } : {}),
      ...(typeof key.retired === "number" ? { retired: key.retired } : {}),
      wrapped: key.wrapped,
    })),
    tombstones: doc.tombstones.map(({ id, epoch, status, at, reason }) => ({
      id,
      epoch,
      status,
      at,
      reason,
    })),
    roots: doc.roots.map(({ root, at, wrapped }) => ({ root, at, wrapped })),
    prev: doc.prev,
  })
}

/** The stored bytes: one line of JSON, one of its MAC. */
export function joinWire(text: string, mac: string): Uint8Array {
  return crypto.toUtf8(`${text}\n${mac}\n`)
}

/**
 * Takes stored bytes apart. Whatever is not exactly what `canonical` would write is refused, so that no two readers
 * can understand one text differently.
 *
 * @throws RingForged
 */
export function splitWire(bytes: Uint8Array): { doc: WireDocument; text: string; mac: string } {
  const all = bytes.length > MAX_BYTES ? null : crypto.fromUtf8(bytes)
  const [text, mac, end, ...rest] = (all ?? "").split("\n")
  const doc = text === undefined || mac === undefined || end !== "" ? null : parse(text)
  if (!doc || rest.length > 0 || canonical(doc) !== text) {
    throw new RingForged("The stored ring is damaged: it is not a document of this version.")
  }
  return { doc, text, mac: mac! }
}

function parse(text: string): WireDocument | null {
  try {
    const doc = JSON.parse(text) as WireDocument & { v: unknown }
    return doc.v === VERSION && isDocument(doc) ? doc : null
  } catch {
    return null
  }
}

const isTime = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isText = (value: unknown, max: number): boolean =>
  typeof value === "string" && value.length <= max
const isList = (value: unknown, max: number, each: (one: never) => boolean): boolean =>
  Array.isArray(value) && value.length <= max && value.every(each as (one: unknown) => boolean)
const isId = (value: unknown): boolean =>
  typeof value === "string" && /^[A-Za-z0-9_-]{8}$/.test(value)

function isDocument(doc: WireDocument): boolean {
  return (
    isText(doc.ring, 200) &&
    [doc.rev, doc.at, ...Object.values(doc.policy)].every(isTime) &&
    isList(doc.keys, MAX_KEYS, isEntry) &&
    isList(doc.tombstones, MAX_TOMBSTONES, isTombstone) &&
    isList(doc.roots, 16, isRootWrap) &&
    isText(doc.prev, 43)
  )
}

function isEntry(key: WireEntry): boolean {
  const { epoch, created, since, notBefore, notAfter, postponed } = key
  return (
    isId(key.id) &&
    [epoch, created, since, notBefore, notAfter, postponed].every(isTime) &&
    typeof key.registeredOnly === "boolean" &&
    (key.dataOnly === undefined || key.dataOnly === true) &&
    (key.retired === undefined || isTime(key.retired)) &&
    isText(key.wrapped, 8192)
  )
}

function isTombstone({
  id,
  epoch,
  status,
  at,
  reason,
}: RingDocument["tombstones"][number]): boolean {
  const known = status === "revoked" || status === "destroyed"
  return isId(id) && isTime(epoch) && known && isTime(at) && isText(reason, 200)
}

function isRootWrap({ root, at, wrapped }: RingDocument["roots"][number]): boolean {
  return isText(root, 200) && isTime(at) && isText(wrapped, 16_384)
}
