import type { KeyStore, StoredRing, StoreRemark } from "../../contracts/keys.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { readOnly } from "./remarks.ts"
import { bytesOf, textOf } from "./shared.ts"

/** A secret of the KV engine, version 2, of HashiCorp Vault or OpenBao. */
export interface VaultStoreOptions {
  /** E.g. `https://vault.example.com:8200`. */
  readonly address: string
  readonly token: string | (() => Awaitable<string>)
  /** Where the secret lies within the engine, e.g. `app/keyring`. */
  readonly path: string
  /** Where the engine is mounted. Default `secret`. */
  readonly mount?: string
  readonly namespace?: string
  /** The ring's name. Default `auth`. */
  readonly ring?: string
  readonly fetch?: typeof fetch
}

interface VaultAnswer {
  readonly data?: {
    readonly data?: { readonly doc?: unknown } | null
    readonly metadata?: { readonly version?: unknown; readonly deletion_time?: unknown }
  }
  readonly errors?: readonly unknown[]
}

const TIMEOUT = 10_000

/**
 * Keeps a ring in Vault or OpenBao, by the check-and-set of KV version 2. It has neither clock nor list of instances, so
 * a key starts by time alone.
 *
 * @example
 * ```ts
 * secret: keyring({ store: vaultStore({ address, token, path: "app/keyring" }) })
 * ```
 */
export function vaultStore(options: VaultStoreOptions): KeyStore {
  const { address, path, mount = "secret", ring = "auth" } = options
  const url = `${address.replace(/\/+$/, "")}/v1/${mount}/data/${path}`
  return {
    name: `vault:${mount}/${path}`,
    ring,
    async read() {
      const { status, answer } = await ask(options, url)
      if (status === 404) return absent(answer, options)
      const doc = answer.data?.data?.doc
      const version = answer.data?.metadata?.version
      if (status !== 200 || typeof doc !== "string" || typeof version !== "number") {
        throw failure(status)
      }
      return { bytes: bytesOf(doc), version: String(version) }
    },
    async write(bytes, expected) {
      const body = { options: { cas: Number(expected ?? 0) }, data: { doc: textOf(bytes) } }
      const { status, answer } = await ask(options, url, body)
      if (status === 200 || status === 204) return "ok"
      if (status === 400 && /check-and-set/.test(String(answer.errors?.join(" "))))
        return "conflict"
      throw failure(status)
    },
    inspect: () => remarksOn(options, `${mount}/data/${path}`),
  }
}

const WRITES: ReadonlySet<unknown> = new Set(["root", "create", "update"])

/** Vault's word on what the token may do: https://developer.hashicorp.com/vault/api-docs/system/capabilities-self */
async function remarksOn(options: VaultStoreOptions, path: string): Promise<StoreRemark[]> {
  const url = `${options.address.replace(/\/+$/, "")}/v1/sys/capabilities-self`
  const { status, answer } = await ask(options, url, { paths: [path] })
  // The default policy lets each token ask; another may not.
  if (status === 403) return []
  const { [path]: listed, capabilities } = (answer.data ?? {}) as Record<string, unknown>
  const granted = listed ?? capabilities
  if (status !== 200 || !Array.isArray(granted)) throw failure(status)
  if (granted.some((one) => WRITES.has(one))) return []
  return [readOnly(`its token may not write ${path} (${granted.join(", ")})`)]
}

/** A deleted secret is not an absent one: a new ring in its place would end all sessions. */
function absent(answer: VaultAnswer, options: VaultStoreOptions): StoredRing | null {
  if (!answer.data?.metadata) return null
  throw new Error(`The ring at ${options.path} was deleted. Undelete it, or destroy its metadata.`)
}

function failure(status: number): Error {
  const why = status === 403 ? " (not permitted)" : status === 503 ? " (sealed)" : ""
  return new Error(`Vault answered ${status}${why}.`)
}

async function ask(
  options: VaultStoreOptions,
  url: string,
  body?: unknown,
): Promise<{ status: number; answer: VaultAnswer }> {
  const { token, namespace } = options
  const response = await (options.fetch ?? fetch)(url, {
    method: body ? "POST" : "GET",
    headers: {
      "content-type": "application/json",
      "x-vault-request": "true",
      "x-vault-token": typeof token === "string" ? token : await token(),
      ...(namespace ? { "x-vault-namespace": namespace } : {}),
    },
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT),
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json().catch(() => null)) as VaultAnswer | null
  // A proxy's 404 is no statement about the secret.
  if (response.status === 404 && !Array.isArray(answer?.errors) && !answer?.data) throw failure(404)
  return { status: response.status, answer: answer ?? {} }
}
