import { compactVerify, errors as jose } from "jose"
import { isCompact } from "./is-compact.ts"
import type { ProviderKeys } from "./logout-keys.ts"
import { safeError } from "./safe-error.ts"

/**
 * What became of a signed text: what it says; or what is wrong with it; or that the keys can't be had, so that nobody
 * can say.
 */
export type OpenedJws =
  | { readonly status: "ok"; readonly payload: Uint8Array }
  | { readonly status: "refused"; readonly wrong: "form" | "alg" | "kid" | "signature" }
  | { readonly status: "unavailable"; readonly err: Error }

/**
 * Verifies a compact JWS (RFC 7515 §5.2).
 *
 * @param key - The bytes of a secret, or the provider's public keys.
 * @param algorithms - Which it may be signed with: the configuration's to say, never the token's.
 */
export async function openJws(
  text: string,
  key: Uint8Array | ProviderKeys,
  algorithms: string[],
): Promise<OpenedJws> {
  if (!isCompact(text)) return { status: "refused", wrong: "form" }
  // Its keys were read a moment ago: a new one that is not among them is not looked for until later.
  const isOld = !(key instanceof Uint8Array) && key.coolingDown
  try {
    const verified =
      key instanceof Uint8Array
        ? await compactVerify(text, key, { algorithms })
        : await compactVerify(text, key, { algorithms })
    return { status: "ok", payload: verified.payload }
  } catch (error) {
    return problemOf(error, isOld)
  }
}

function problemOf(error: unknown, isOld: boolean): OpenedJws {
  if (error instanceof jose.JWKSNoMatchingKey) {
    return isOld ? { status: "unavailable", err: safeError(error) } : wrong("kid")
  }
  if (error instanceof jose.JWKSMultipleMatchingKeys) return wrong("kid")
  if (error instanceof jose.JWSSignatureVerificationFailed) return wrong("signature")
  if (error instanceof jose.JOSEAlgNotAllowed) return wrong("alg")
  if (error instanceof jose.JWSInvalid || error instanceof jose.JOSENotSupported)
    return wrong("form")
  return { status: "unavailable", err: safeError(error) }
}

function wrong(what: "form" | "alg" | "kid" | "signature"): OpenedJws {
  return { status: "refused", wrong: what }
}
