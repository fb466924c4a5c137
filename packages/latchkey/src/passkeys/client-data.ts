import { type Bytes, crypto } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import { parseJsonObject } from "../web/json.ts"

/**
 * What the browser says of where it was (WebAuthn Level 3 §5.8.1), as far as we judge it ourselves: frames. `topOrigins`:
 * the pages that may show ours in a frame.
 *
 * @throws WebAuthnVerificationError
 */
export function assertClientData(bytes: Bytes | null, topOrigins: readonly string[]): void {
  const { crossOrigin, topOrigin } = read(bytes)
  if (crossOrigin !== undefined && typeof crossOrigin !== "boolean") {
    throw new WebAuthnVerificationError("crossOrigin is neither true nor false")
  }
  if (topOrigin !== undefined && crossOrigin !== true) {
    throw new WebAuthnVerificationError("There is a topOrigin, and no frame")
  }
  // WebAuthn Level 3 §7.1 step 10, §7.2 step 14: our page in another's frame. Not every browser names that one.
  if (crossOrigin !== true) return
  const isListed = topOrigin === undefined || topOrigins.includes(topOrigin as string)
  if (topOrigins.length === 0 || !isListed) {
    throw new WebAuthnVerificationError("The passkey was used in a frame of another site")
  }
}

/** As strict as a body: the library that verifies it reads it once more, and the two must not differ. */
function read(bytes: Bytes | null): Readonly<Record<string, unknown>> {
  const text = bytes && crypto.fromUtf8(bytes)
  // WebAuthn Level 3 §7.1 step 5: a byte order mark doesn't count.
  const value = text === null ? undefined : parseJsonObject(text.replace(/^\uFEFF/, ""))
  if (!value) throw new WebAuthnVerificationError("The client data is not a readable object")
  return value
}
