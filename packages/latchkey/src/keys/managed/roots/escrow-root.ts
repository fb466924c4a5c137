import type { RootKey } from "../../../contracts/keys.ts"
import { crypto } from "../../../crypto/index.ts"

/** RSA with at least this many bits (NIST SP 800-57 part 1, table 2: 128 bits of strength). */
const LEAST_BITS = 3072

/**
 * A root that can only be written to: the ring is wrapped for a public RSA key whose private half lies in a safe.
 * Should every other root be lost, `openssl pkeyutl -decrypt -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256`
 * gives the data key back. RSA-OAEP with SHA-256 (RFC 8017 §7.1).
 *
 * @param publicKey - PEM, `-----BEGIN PUBLIC KEY-----`.
 * @throws TypeError where it isn't such a key, or a short one
 * @example
 * ```ts
 * keyring({ store, root: ["env", await escrowRoot(process.env.ESCROW_PUBLIC_KEY!)] })
 * ```
 */
export async function escrowRoot(publicKey: string): Promise<RootKey> {
  const body = /-----BEGIN PUBLIC KEY-----([\s\S]+?)-----END PUBLIC KEY-----/.exec(publicKey)?.[1]
  if (!body) throw new TypeError("escrowRoot takes a public key in PEM.")
  const der = Uint8Array.from(atob(body.replaceAll(/\s/g, "")), (char) => char.charCodeAt(0))
  const algorithm = { name: "RSA-OAEP", hash: "SHA-256" }
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey("spki", der, algorithm, false, ["encrypt"])
  if ((key.algorithm as RsaKeyAlgorithm).modulusLength < LEAST_BITS) {
    throw new TypeError(`escrowRoot takes an RSA key of at least ${LEAST_BITS} bits.`)
  }
  const digest = crypto.toBase64url(await crypto.sha256(der)).slice(0, 8)
  return {
    id: `escrow:${digest}`,
    // OAEP has no context; the ring's own MAC and the keys' contexts bind what the data key opens.
    async wrap(text) {
      const sealed = await subtle.encrypt({ name: "RSA-OAEP" }, key, crypto.toUtf8(text))
      return crypto.toBase64url(new Uint8Array(sealed))
    },
  }
}
