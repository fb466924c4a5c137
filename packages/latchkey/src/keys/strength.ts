import { crypto, type MaybePromise } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { estimateBits } from "./estimate-bits.ts"
import { PUBLIC_SECRETS } from "./public-secrets.ts"

/** What a secret is worth. */
export interface SecretAssessment {
  /** `public`: anyone can look it up. `weak`: fewer than 112 bits. */
  readonly verdict: "strong" | "weak" | "public"
  /** Bits that a guesser has to find; 0 where it is public. */
  readonly bits: number
  /** Why, in words that follow "it"; says nothing of the value. */
  readonly reason: string
}

/** The floor of NIST SP 800-131A r2 §2 for keys. */
const STRONG = 112
/** Characters of a digest in the list: 36 bits, which a random secret meets about once in 10⁸. */
const DIGEST_LENGTH = 6

/** What stands where a secret should be put in, as documentation writes it. */
const PLACEHOLDERS = [
  /^your[-_ .]/i,
  /^<[a-z][\w\s.-]*>$/i,
  /^\[[a-z][\w\s.-]*\]$/i,
  /change[-_ ]?(?:me|this)(?:$|[^a-z])/i,
  /^replace[-_ ]/i,
  /replace[-_ ]?me(?:$|[^a-z])/i,
  /placeholder/i,
  /^(?:x|X|\*|\.|-|_)+$/,
  /^django-insecure-/,
]

/** A reference that nothing put a value in for. */
const REFERENCE =
  /^(?:\$\{[A-Za-z_]\w*\}|\$(?:[A-Z_][A-Z\d_]*|[a-z_]+)|\$\{\{.*\}\}|\{\{.*\}\}|%\w+%|(?:process|import\.meta)\.env\.\w+)$/

/**
 * Judges a secret by its structure, not by its length times its alphabet: random base64, hexadecimal, UUIDs and
 * password managers' strings are strong; phrases, words, repeats and walks along the keyboard are weak; what stands in
 * documentation and examples is public.
 *
 * @example
 * ```ts
 * (await assessSecret("my-super-secret-app-key")).verdict // "public"
 * ```
 */
export function assessSecret(value: string): MaybePromise<SecretAssessment> {
  const text = value.trim().replace(/^(["'`])(.*)\1$/s, "$2")
  if (REFERENCE.test(text)) return isPublic("is a reference that was never replaced by a value")
  if (PLACEHOLDERS.some((pattern) => pattern.test(text))) {
    return isPublic("is a placeholder, to be replaced by a secret of your own")
  }
  const digest = crypto.sha256(normalised(value))
  if (digest instanceof Promise) return digest.then((bytes) => judge(text, bytes))
  return judge(text, digest)
}

/**
 * The worst of a ring's strings that should not be used in production, and where it stands in the list; undefined
 * where all are strong.
 */
export async function weakestSecret(
  secrets: readonly string[],
): Promise<{ readonly index: number; readonly assessment: SecretAssessment } | undefined> {
  const all = await Promise.all(secrets.map(async (secret) => assessSecret(secret)))
  const index = ["public", "weak"]
    .map((verdict) => all.findIndex((one) => one.verdict === verdict))
    .find((at) => at >= 0)
  return index === undefined ? undefined : { index, assessment: all[index]! }
}

function judge(text: string, digest: Uint8Array): SecretAssessment {
  if (published().has(crypto.toBase64url(digest).slice(0, DIGEST_LENGTH))) {
    return isPublic(
      "is published: it stands in documentation or examples, or is made from a common word",
    )
  }
  const { bits: exact, shape } = estimateBits(text)
  const bits = Math.floor(exact)
  const about = `is worth about ${bits} bits`
  if (bits >= STRONG) return { verdict: "strong", bits, reason: about }
  if (shape === "random") return { verdict: "weak", bits, reason: `is too short: it ${about}` }
  const made = shape === "words" ? "is made of words" : "repeats or follows a pattern"
  return { verdict: "weak", bits, reason: `${made}: it ${about}` }
}

function isPublic(reason: string): SecretAssessment {
  return { verdict: "public", bits: 0, reason }
}

/** The spelling that is hashed: quotes, case, padding and the two base64 alphabets make no difference. */
function normalised(value: string): string {
  return value
    .trim()
    .replace(/^(["'`])(.*)\1$/s, "$2")
    .toLowerCase()
    .replace(/=+$/, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
}

function published(): ReadonlySet<string> {
  return sharedMemo("public-secrets", () => new Set(PUBLIC_SECRETS.match(/.{6}/g)))
}
