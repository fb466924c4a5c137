type NodeCrypto = Pick<
  typeof import("node:crypto"),
  "createECDH" | "ECDH" | "createDecipheriv" | "hkdfSync"
>

/** Bytes of an uncompressed point, of the nonce and of the tag. */
const POINT = 65
const NONCE = 16
const TAG = 16
const CURVE = "secp256k1"

/**
 * Opens what was encrypted to a secp256k1 key as dotenvx does: an ephemeral point, a nonce, a tag, the ciphertext; the key
 * is HKDF-SHA-256 of both points, the cipher A256GCM. Null where the key is another or anything was changed.
 */
export function openEcies(node: NodeCrypto, privateKey: string, base64: string): string | null {
  const sealed = Buffer.from(base64, "base64")
  const key = Buffer.from(privateKey.trim(), "hex")
  if (sealed.length <= POINT + NONCE + TAG || key.length !== 32) return null
  const point = sealed.subarray(0, POINT)
  let x: Buffer
  try {
    const ecdh = node.createECDH(CURVE)
    ecdh.setPrivateKey(key)
    x = ecdh.computeSecret(point)
  } catch {
    return null
  }
  // Both coordinates go into the key, and node tells one: the tag says which of the two points it was.
  for (const sign of [2, 3]) {
    const compressed = Buffer.concat([Buffer.of(sign), x])
    const shared = node.ECDH.convertKey(compressed, CURVE, undefined, undefined, "uncompressed")
    const input = Buffer.concat([point, shared as Buffer])
    const opened = openGcm(node, Buffer.from(node.hkdfSync("sha256", input, "", "", 32)), sealed)
    if (opened !== null) return opened
  }
  return null
}

function openGcm(node: NodeCrypto, key: Buffer, sealed: Buffer): string | null {
  const nonce = sealed.subarray(POINT, POINT + NONCE)
  const decipher = node.createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(sealed.subarray(POINT + NONCE, POINT + NONCE + TAG))
  try {
    const text = decipher.update(sealed.subarray(POINT + NONCE + TAG), undefined, "utf8")
    return text + decipher.final("utf8")
  } catch {
    return null
  }
}
