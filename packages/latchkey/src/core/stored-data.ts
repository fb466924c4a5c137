import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { ringForStorage } from "../config/storage.ts"
import type { AccountPlace } from "../keys/data/account-tokens.ts"
import type { OpenedData } from "../keys/data/seal-data.ts"

/** Where a text is kept. */
export interface StoragePlace {
  /** E.g. table, row and column: `notes/42/body`. What is sealed for one place is refused in any other. */
  readonly context: string
}

/** Seals and opens what an application stores, with the ring of its configuration. */
export interface StoredData {
  seal(text: string, place: StoragePlace): Promise<string>
  unseal(stored: string, place: StoragePlace): Promise<OpenedData>
  sealAccount<A extends AccountPlace>(account: A): Promise<A>
  unsealAccount<A extends AccountPlace>(account: A): Promise<A>
}

// Loaded when they are called: most requests only ask for their session.
const opening = () => import("../config/stored-data.ts")

/** @param config Asked for at each call. */
export function storedData(config: () => Promise<AuthConfig> | AuthConfig, door: Door): StoredData {
  const context = async (): Promise<Context> =>
    new Context(await config(), door, { headers: new Headers() })
  return {
    seal: async (text, place) => {
      const { sealData } = await import("../keys/data/seal-data.ts")
      return sealData(await ringForStorage(await context()), text, place.context)
    },
    unseal: async (stored, place) =>
      (await opening()).openStored(await context(), stored, place.context),
    sealAccount: async (account) => {
      const { sealAccount } = await import("../keys/data/account-tokens.ts")
      return sealAccount(await ringForStorage(await context()), account)
    },
    unsealAccount: async (account) => (await opening()).openStoredAccount(await context(), account),
  }
}
