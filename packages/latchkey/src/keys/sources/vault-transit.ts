import type { KeySource } from "../../contracts/keys.ts"
import { fromBase64, isObject, utf8Of } from "../access/answer.ts"
import { ordinalOf } from "../access/ordinal.ts"
import {
  type Connection,
  type Credential,
  type HttpSourceOptions,
  reveal,
  sendForJson,
} from "../access/request.ts"
import { type VaultAccess, VaultSession } from "../access/vault-session.ts"

export interface VaultTransitOptions extends VaultAccess, HttpSourceOptions {
  /** Of the transit engine. @default "transit" */
  mount?: string
  /** The name of the key. */
  key: string
  /** `vault:v1:…`, which may stand in the environment: it is worth nothing without the key. */
  ciphertext: Credential
}

/**
 * A secret that the transit engine of Vault or OpenBao decrypts: the environment holds the ciphertext only.
 *
 * @example
 * ```ts
 * secret: vaultTransit({ key: "auth", ciphertext: () => process.env.AUTH_SECRET_CIPHERTEXT ?? "" })
 * ```
 */
export function vaultTransit(options: VaultTransitOptions): KeySource {
  const { mount = "transit", key, ciphertext, ttl = 3600 } = options
  const path = [mount, "decrypt", key].map(encodeURIComponent).join("/")
  const session = new VaultSession(options)
  const name = `vault-transit:${session.label}/${mount}/${key}/${ordinalOf(ciphertext)}`
  return {
    name,
    ttl,
    get: ({ signal } = {}) => {
      const on: Connection = { source: name, options, signal }
      return session.use(on, async (headers) => {
        const { data } = await sendForJson(on, {
          url: `${session.address}/v1/${path}`,
          method: "POST",
          headers,
          body: { ciphertext: await reveal(name, ciphertext, "ciphertext") },
          check: "the ciphertext is of this key, and that the policy may update its decrypt path",
        })
        return utf8Of(name, fromBase64(name, isObject(data) ? data["plaintext"] : undefined))
      })
    },
  }
}
