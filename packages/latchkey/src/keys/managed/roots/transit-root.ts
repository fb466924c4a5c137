import type { RootKey } from "../../../contracts/keys.ts"
import { crypto } from "../../../crypto/index.ts"
import type { Awaitable } from "../../../vocabulary/awaitable.ts"

/** The transit engine of HashiCorp Vault or OpenBao. */
export interface TransitOptions {
  /** E.g. `https://vault.example.com:8200`. */
  readonly address: string
  /** The name of the key in the engine. */
  readonly key: string
  readonly token: string | (() => Awaitable<string>)
  /** Where the engine is mounted. Default `transit`. */
  readonly mount?: string
  readonly namespace?: string
  readonly fetch?: typeof fetch
}

/**
 * A root that never leaves Vault or OpenBao: the ring's data key is encrypted and decrypted there, once per process.
 *
 * @example
 * ```ts
 * keyring({ store, root: transitRoot({ address, key: "latchkey", token: () => login() }) })
 * ```
 */
export function transitRoot(options: TransitOptions): RootKey {
  const { address, key, mount = "transit" } = options
  const url = (operation: string): string =>
    `${address.replace(/\/+$/, "")}/v1/${mount}/${operation}/${encodeURIComponent(key)}`
  return {
    id: `transit:${mount}/${key}`,
    async wrap(text, context) {
      const body = { plaintext: btoa(text), associated_data: btoa(context) }
      const { ciphertext } = await ask(options, url("encrypt"), body)
      if (!ciphertext) throw new Error(`Transit key ${key} answered without a ciphertext.`)
      return ciphertext
    },
    async unwrap(wrapped, context) {
      if (!/^vault:v\d+:/.test(wrapped)) return null
      const body = { ciphertext: wrapped, associated_data: btoa(context) }
      const { plaintext } = await ask(options, url("decrypt"), body)
      const bytes = Uint8Array.from(atob(plaintext ?? ""), (char) => char.charCodeAt(0))
      return crypto.fromUtf8(bytes) || null
    },
  }
}

interface TransitAnswer {
  readonly ciphertext?: string
  readonly plaintext?: string
}

async function ask(
  options: TransitOptions,
  url: string,
  body: Record<string, string>,
): Promise<TransitAnswer> {
  const { token, namespace } = options
  const response = await (options.fetch ?? fetch)(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-vault-token": typeof token === "string" ? token : await token(),
      ...(namespace ? { "x-vault-namespace": namespace } : {}),
    },
    body: JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  })
  // The body of an error may hold what was sent.
  if (!response.ok) throw new Error(`Transit key ${options.key} answered ${response.status}.`)
  const answer = (await response.json()) as { data?: TransitAnswer }
  return answer.data ?? {}
}
