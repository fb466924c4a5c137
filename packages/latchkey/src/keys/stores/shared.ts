import type { KeyStore } from "../../contracts/keys.ts"
import { crypto } from "../../crypto/index.ts"
import { onePerClient } from "../../crypto/memo.ts"

/** Milliseconds after which an instance that said nothing is forgotten. */
export const FORGET_INSTANCES = 86_400_000

/** Stored documents are text: an operator can look at one, and every column type keeps it. */
export function textOf(bytes: Uint8Array): string {
  const text = crypto.fromUtf8(bytes)
  if (text === null) throw new TypeError("A ring's document is UTF-8.")
  return text
}

export function bytesOf(text: string): Uint8Array {
  return crypto.toUtf8(text)
}

/** The same client and options have the same store. */
export function storeOf(client: object, id: string, make: () => KeyStore): KeyStore {
  return onePerClient("key-stores", client, id, make)
}

/** Where a ring lies in a database. */
export interface TableOptions {
  /** The ring's name. Default `auth`. */
  readonly ring?: string
  /** The table's name; the instances' has `_instances` behind it. Default `auth_keyring`. Both are made if missing. */
  readonly table?: string
}
