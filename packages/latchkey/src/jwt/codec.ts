import type { Compat, JWTDecodeParams, JWTEncodeParams } from "../config/auth-config.ts"
import { MissingSecret } from "../errors.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { open } from "../keys/open.ts"
import { createRing, type Ring } from "../keys/ring.ts"
import { seal } from "../keys/seal.ts"
import type { Format, SealSpec } from "../keys/model.ts"
import type { JWT } from "../vocabulary/token.ts"

/** Thirty days, in seconds. */
const MAX_AGE = 2_592_000

/** What a generation's `encode` writes. */
function writingSpec(compat: Compat | undefined, salt: string): SealSpec {
  const format: Format = compat === 4 ? "v4" : compat === 5 ? "v5" : "own"
  return { format, purpose: "session", salt }
}

/** The cookies that a session is in by default, of each generation. */
const sessionCookie = /^(__(Secure|Host)-)?(next-auth|authjs|latchkey)\.session-token$/

/**
 * Every format a token sealed under this salt may have. A session token of NextAuth 4 has no salt; under any other
 * salt it would pass for a token of another kind.
 */
function readingSpecs(salt: string, isSession: boolean): readonly SealSpec[] {
  const made = sharedMemo("reading-specs", () => new BoundedMap<string, readonly SealSpec[]>(64))
  const id = `${isSession ? "session" : "other"} ${salt}`
  const known = made.get(id)
  if (known) return known
  const specs = Object.freeze(makeSpecs(salt, isSession))
  made.set(id, specs)
  return specs
}

function makeSpecs(salt: string, isSession: boolean): SealSpec[] {
  const formats = ["own", "v5", "v5-gcm", "v4"] as const
  const specs: SealSpec[] = formats.map((format) => ({ format, purpose: "session", salt }))
  if (salt === "" || !isSession) return specs
  return [...specs, { format: "v4", purpose: "session", salt: "" }]
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
export function decodeToken(params: JWTDecodeParams): Promise<JWT | null> {
  return decodeAs(params, sessionCookie.test(params.salt ?? ""))
}

/** The same for what is known to be a session, whatever the name of its cookie. */
export function decodeSessionToken(params: JWTDecodeParams): Promise<JWT | null> {
  return decodeAs(params, true)
}

async function decodeAs(params: JWTDecodeParams, isSession: boolean): Promise<JWT | null> {
  if (!params.token) return null
  const found = ringOf(params.secret)
  const ring = found instanceof Promise ? await found : found
  const opening = open(ring, readingSpecs(params.salt ?? "", isSession), params.token)
  const opened = opening instanceof Promise ? await opening : opening
  if (opened.status !== "ok") throw new TokenNotOpened(opened.status)
  return opened.claims
}
