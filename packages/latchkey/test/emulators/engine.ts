import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

/** What stands behind an emulated key service: AES-256-GCM under a key that never leaves it. */
export class Engine {
  readonly #key = randomBytes(32)

  encrypt(plain: Buffer, context: string): Buffer {
    const iv = randomBytes(12)
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv).setAAD(Buffer.from(context))
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** Null where it was not encrypted here, in this context. */
  decrypt(sealed: Buffer, context: string): Buffer | null {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, 12))
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-16))
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
    } catch {
      return null
    }
  }
}
