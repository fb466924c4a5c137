import type { RootKey } from "../../../contracts/keys.ts"
import { fromBase64, isObject, textOf, toBase64, utf8Of } from "../../access/answer.ts"
import { type Connection, type HttpSourceOptions, sendForJson } from "../../access/request.ts"
import { type VaultAccess, VaultSession } from "../../access/vault-session.ts"
import { SourceError } from "../../source-error.ts"

/** The transit engine of HashiCorp Vault or OpenBao. */
export interface TransitRootOptions extends VaultAccess, HttpSourceOptions {
  /** The name of the key in the engine; an AEAD type such as `aes256-gcm96`, the default there. */
  readonly key: string
  /** Where the engine is mounted. @default "transit" */
  readonly mount?: string
}

/**
 * A root that never leaves Vault or OpenBao: the ring's data key is encrypted and decrypted there, once per process.
 * Needs `update` on the key's `encrypt` and `decrypt` paths.
 *
 * @example
 * ```ts
 * keyring({ store, root: transitRoot({ key: "latchkey", auth: { kubernetes: { role: "web" } } }) })
 * ```
 */
export function transitRoot(options: TransitRootOptions): RootKey {
  const { key, mount = "transit" } = options
  const session = new VaultSession(options)
  const id = `transit:${mount}/${key}`
  const on: Connection = { source: id, options }
  const call = (operation: string, body: Record<string, string>): Promise<unknown> =>
    session.use(on, async (headers) => {
      const path = [mount, operation, key].map(encodeURIComponent).join("/")
      const { data } = await sendForJson(on, {
        url: `${session.address}/v1/${path}`,
        method: "POST",
        headers,
        body,
        check: `the key exists, and the policy may update its ${operation} path`,
      })
      return isObject(data) ? data[operation === "encrypt" ? "ciphertext" : "plaintext"] : undefined
    })
  return {
    id,
    wrap: async (text, context) => {
      const body = { plaintext: base64(text), associated_data: base64(context) }
      return textOf(id, await call("encrypt", body))
    },
    async unwrap(wrapped, context) {
      if (!/^vault:v\d+:/.test(wrapped)) return null
      const body = { ciphertext: wrapped, associated_data: base64(context) }
      const plaintext = await call("decrypt", body).catch(notOurs)
      return plaintext === null ? null : utf8Of(id, fromBase64(id, plaintext))
    },
  }
}

function base64(text: string): string {
  return toBase64(new TextEncoder().encode(text))
}

/** What another key encrypted, or in another context, is 400. */
function notOurs(error: unknown): null {
  if (error instanceof SourceError && error.status === 400) return null
  throw error
}
