import { type Bytes, crypto, type MaybePromise } from "../crypto/index.ts"
import { type Refusal, refusals } from "./figures.ts"
import type { OpeningKeys } from "./ring.ts"
import type { RingKey } from "./model.ts"
import type { Claims } from "./seal.ts"
import type { Format, SealKey, SealSpec } from "./model.ts"
import { sealKey } from "./seal-key.ts"
import { onceThere } from "../web/at-hand.ts"

/**
 * What became of a token.
 * - `ok`: opened and in force; `current` is false if it was not sealed by the key that seals now.
 * - `unknown`: sealed by a key we don't have (or, without a kid, by nobody we know). Not a proof of anything: the
 *   key may be newer than our ring. Such a cookie is never cleared.
 * - `revoked`: sealed by a key that was revoked or destroyed.
 * - `forged`: names a key of ours, but was not made with it.
 * - `expired`: was ours.
 * - `malformed`: is no token of a kind we know.
 */
export type Opened =
  | {
      readonly status: "ok"
      readonly claims: Claims
      readonly key: RingKey
      readonly format: Format
      readonly current: boolean
    }
  | { readonly status: "unknown"; readonly kid: string | undefined }
  | { readonly status: "revoked" | "forged" | "expired" | "malformed" }

type Openers = ReadonlyMap<string, readonly SealKey[]>

/** Longer than any cookie jar a browser would send; refused before any cryptography. */
const MAX_TOKEN_LENGTH = 65_536
/** Clocks of the machines may differ by this much, in seconds. */
const CLOCK_TOLERANCE = 15
/** A token without a kid is tried against this many keys at the most. */
const MAX_TRIALS = 8

/**
 * Opens a token that was sealed for one of `specs`. The key is found by the header's text, so the cost does not grow
 * with the ring; only v4 tokens, which name no key, are tried key by key.
 */
export function open(
  ring: OpeningKeys,
  specs: readonly SealSpec[],
  token: string,
  now: number = Date.now(),
): MaybePromise<Opened> {
  if (token.length > MAX_TOKEN_LENGTH) return refuse("malformed")
  return onceThere(openersOf(ring, specs), openWith, { ring, token, now })
}

/** A token, and where and when it is opened. */
interface Asked {
  readonly ring: OpeningKeys
  readonly token: string
  readonly now: number
}

function openWith(openers: Openers, { ring, token, now }: Asked): MaybePromise<Opened> {
  const parts = split(token)
  if (!parts) return refuse("malformed")
  const candidates = openers.get(parts.header) ?? byParsedHeader(ring, openers, parts.header)
  if (!Array.isArray(candidates)) return candidates as Opened
  return tryKeys(candidates as readonly SealKey[], 0, { ring, parts, now })
}

/** A token, taken apart, and where and when it is opened. */
interface Attempt {
  readonly ring: OpeningKeys
  readonly parts: Parts
  readonly now: number
}

/** At once where the runtime can: a promise costs more than the cipher. */
function tryKeys(keys: readonly SealKey[], from: number, attempt: Attempt): MaybePromise<Opened> {
  const { header, iv, ciphertext, tag } = attempt.parts
  for (let at = from; at < keys.length; at++) {
    const key = keys[at]!
    const opening = key.aead.open(iv, ciphertext, tag, aadOf(key, header))
    if (opening instanceof Promise) return tryOn(opening, keys, at, attempt)
    if (opening) return judge(key, attempt, opening)
  }
  // Without a kid nobody said that it is ours.
  return keys[0]!.format === "v4" ? unknown(undefined) : refuse("forged")
}

async function tryOn(
  opening: Promise<Bytes | null>,
  keys: readonly SealKey[],
  at: number,
  attempt: Attempt,
): Promise<Opened> {
  const plaintext = await opening
  return plaintext ? judge(keys[at]!, attempt, plaintext) : tryKeys(keys, at + 1, attempt)
}

function refuse(status: Exclude<Refusal, "unknown">): Opened {
  refusals()[status]++
  return { status }
}

function unknown(kid: string | undefined): Opened {
  refusals().unknown++
  return { status: "unknown", kid }
}

function aadOf(key: SealKey, header: string): Bytes {
  return key.header === header ? key.aad : crypto.toUtf8(header)
}

interface Parts {
  readonly header: string
  readonly iv: Bytes
  readonly ciphertext: Bytes
  readonly tag: Bytes
}

/** RFC 7516 §7.1, with the empty encrypted key of `dir` (§5.1 step 5). */
function split(token: string): Parts | undefined {
  const a = token.indexOf(".")
  if (a <= 0 || token.charCodeAt(a + 1) !== 46) return undefined
  const b = token.indexOf(".", a + 2)
  const c = b < 0 ? -1 : token.indexOf(".", b + 1)
  if (c < 0 || token.indexOf(".", c + 1) >= 0) return undefined
  const iv = crypto.fromBase64url(token.slice(a + 2, b))
  const ciphertext = crypto.fromBase64url(token.slice(b + 1, c))
  const tag = crypto.fromBase64url(token.slice(c + 1))
  if (!iv || !ciphertext || !tag) return undefined
  return { header: token.slice(0, a), iv, ciphertext, tag }
}

/** The derived keys for these specifications, by the header that their tokens carry. Made once per ring. */
function openersOf(ring: OpeningKeys, specs: readonly SealSpec[]): MaybePromise<Openers> {
  const id = idOf(specs)
  const known = ring.openers.get(id) as MaybePromise<Openers> | undefined
  if (known) return known
  const derived = specs.flatMap((spec) => ring.keys.map((key) => sealKey(key, spec)))
  const made = derived.some((key) => key instanceof Promise)
    ? Promise.all(derived.map((key) => Promise.resolve(key))).then(index)
    : index(derived as SealKey[])
  ring.openers.set(id, made)
  if (made instanceof Promise) {
    made.then(
      (openers) => ring.openers.set(id, openers),
      () => ring.openers.delete(id),
    )
  }
  return made
}

/** By the lists of specifications, which never change: those of a session are the same at every check. */
const ids = new WeakMap<readonly SealSpec[], string>()

function idOf(specs: readonly SealSpec[]): string {
  const known = ids.get(specs)
  if (known !== undefined) return known
  let id = ""
  for (const spec of specs) id += `${spec.format} ${spec.purpose} ${spec.salt}\n`
  if (Object.isFrozen(specs)) ids.set(specs, id)
  return id
}

function index(keys: readonly SealKey[]): Openers {
  const openers = new Map<string, SealKey[]>()
  for (const key of keys) {
    const same = openers.get(key.header)
    if (!same) openers.set(key.header, [key])
    else if (same.length < MAX_TRIALS) same.push(key)
  }
  return openers
}

/** A header that is not spelled as we spell it: read what it says, and refuse all but the plain two or three members. */
function byParsedHeader(
  ring: OpeningKeys,
  openers: Openers,
  header: string,
): readonly SealKey[] | Opened {
  const said = parseHeader(header)
  if (!said) return refuse("malformed")
  const { alg, enc, kid, ...others } = said
  // RFC 7516 §4.1.13 and §4.1.3: an extension that must be understood, or compression, is not ours.
  if (alg !== "dir" || Object.keys(others).some((name) => name !== "typ" && name !== "cty")) {
    return refuse("malformed")
  }
  if (kid !== undefined && typeof kid !== "string") return refuse("malformed")
  const spelled = crypto.toBase64url(crypto.toUtf8(JSON.stringify({ alg, enc, kid })))
  const keys = openers.get(spelled)
  if (keys) return keys
  if (kid !== undefined && ring.refused.has(kid)) return refuse("revoked")
  return unknown(kid?.slice(0, 128))
}

function parseHeader(header: string): Claims | undefined {
  if (header.length > 1024) return undefined
  const bytes = crypto.fromBase64url(header)
  const text = bytes && crypto.fromUtf8(bytes)
  return (text && parseObject(text)) || undefined
}

function parseObject(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined
    // An own `__proto__` would become the prototype of whatever the claims are assigned to.
    if (Object.hasOwn(value, "__proto__")) delete (value as Claims)["__proto__"]
    return value as Claims
  } catch {
    return undefined
  }
}

function judge(key: SealKey, { ring, now }: Attempt, plaintext: Bytes): Opened {
  const text = crypto.fromUtf8(plaintext)
  const claims = text === null ? undefined : parseObject(text)
  if (!claims) return refuse("malformed")
  const seconds = now / 1000
  const { exp, nbf } = claims
  // RFC 7519 §4.1.4, §4.1.5. Ours always expire.
  if (exp === undefined ? key.format === "own" : !Number.isFinite(exp)) return refuse("malformed")
  if (exp !== undefined && (exp as number) <= seconds - CLOCK_TOLERANCE) return refuse("expired")
  if (nbf !== undefined && !((nbf as number) <= seconds + CLOCK_TOLERANCE)) {
    return refuse("malformed")
  }
  key.key.opens++
  return {
    status: "ok",
    claims,
    key: key.key,
    format: key.format,
    current: key.key === ring.keys[0],
  }
}
