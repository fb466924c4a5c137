import type { Compat, JWTDecodeParams, JWTEncodeParams } from "../config/auth-config.ts"
import { MissingSecret } from "../errors.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedOnce } from "../crypto/memo.ts"
import { open, type Opened } from "../keys/open.ts"
import { createRing, type Ring } from "../keys/ring.ts"
import { seal } from "../keys/seal.ts"
import type { Format, SealSpec } from "../keys/model.ts"
import { isSessionName, ownSalt } from "../session/session-cookies.ts"
import type { JWT } from "../vocabulary/token.ts"
import { onceThere } from "../web/at-hand.ts"

/** Thirty days, in seconds. */
const MAX_AGE = 2_592_000

/** What a generation's `encode` writes. */
function writingSpec(compat: Compat | undefined, salt: string): SealSpec {
  const format: Format = compat === 4 ? "v4" : compat === 5 ? "v5" : "own"
  return { format, purpose: "session", salt: format === "own" ? ownSalt(salt) : salt }
}

/**
 * Every format a token sealed under this salt may have. A session token of ours or of NextAuth 4 has no salt; under any
 * other salt it would pass for a token of another kind.
 */
function readingSpecs(salt: string, kind: TokenKind): readonly SealSpec[] {
  const made = specsOf[kind]()
  const known = made.get(salt)
  if (known) return known
  const specs = Object.freeze(makeSpecs(salt, kind))
  made.set(salt, specs)
  return specs
}

/** `inherited`: a session under a name that is not ours, where none that we seal ourselves counts (CT-1). */
export type TokenKind = "session" | "inherited" | "other"

const specsOf = {
  session: sharedOnce("reading-specs/session", newSpecs),
  inherited: sharedOnce("reading-specs/inherited", newSpecs),
  other: sharedOnce("reading-specs/other", newSpecs),
} as const

function newSpecs(): BoundedMap<string, readonly SealSpec[]> {
  return new BoundedMap(64)
}

function makeSpecs(salt: string, kind: TokenKind): SealSpec[] {
  const formats = ["own", "v5", "v5-gcm", "v4"] as const
  const specs: SealSpec[] = formats.map((format) => ({
    format,
    purpose: "session",
    salt: format === "own" ? ownSalt(salt) : salt,
  }))
  if (salt === "" || kind === "other") return specs
  const unsalted: SealSpec[] = [{ format: "v4", purpose: "session", salt: "" }]
  if (kind === "inherited") {
    return [...specs.filter(({ format }) => format !== "own"), ...unsalted]
  }
  if (ownSalt(salt) !== "") unsalted.push({ format: "own", purpose: "session", salt: "" })
  return [...specs, ...unsalted]
}

function ringOf(secret: string | readonly string[]): MaybePromise<Ring> {
  const secrets = typeof secret === "string" ? [secret] : secret
  if (secrets.length === 0 || secrets.includes("")) {
    throw new MissingSecret("A secret is needed to seal or open a token")
  }
  return createRing(secrets, "the caller")
}

/** Seals claims as a session token, with the first secret. */
export async function encodeToken(
  params: JWTEncodeParams,
  compat: Compat | undefined,
): Promise<string> {
  const ring = await ringOf(params.secret)
  const spec = writingSpec(compat, params.salt ?? "")
  return seal(ring, spec, params.token ?? {}, { maxAge: params.maxAge ?? MAX_AGE })
}

/** Why a token was not opened. */
export class TokenNotOpened extends Error {
  readonly status: string

  constructor(status: string) {
    super(`The token could not be opened: ${status}`)
    this.name = "TokenNotOpened"
    this.status = status
  }
}

/**
 * The claims of a token of any generation, or null for none.
 *
 * @throws TokenNotOpened where it is not ours, forged or expired, or of another salt
 */
export async function decodeToken(params: JWTDecodeParams): Promise<JWT | null> {
  const claims = decodeAs(params, isSessionName(params.salt ?? "") ? "session" : "other")
  return claims instanceof Promise ? await claims : claims
}

/** The same for what is known to be of that kind, whatever the name of its cookie. */
export function decodeAs(params: JWTDecodeParams, kind: TokenKind): MaybePromise<JWT | null> {
  if (!params.token) return null
  const specs = readingSpecs(params.salt ?? "", kind)
  return onceThere(ringOf(params.secret), openWith, { token: params.token, specs })
}

interface Asked {
  readonly token: string
  readonly specs: readonly SealSpec[]
}

function openWith(ring: Ring, { token, specs }: Asked): MaybePromise<JWT> {
  return onceThere(open(ring, specs, token), claimsOf, undefined)
}

function claimsOf(opened: Opened): JWT {
  if (opened.status !== "ok") throw new TokenNotOpened(opened.status)
  return opened.claims
}
